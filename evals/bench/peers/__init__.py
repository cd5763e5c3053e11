"""The same job in four runners: 200 canned answers, three checks each (sections, forbidden phrase, length).

Each script reads the job file, has the checks made ten at a time and prints how many of each held, as JSON.
"""
