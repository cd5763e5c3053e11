// What every page adds where scripts run: dialogs, text that is kept until it is sent, and marks that answer
// to their findings. Without it every act is a plain link or form.
"use strict";
(() => {
  const KEPT = "drafter.kept.";
  const DAY = 24 * 60 * 60 * 1000;

  for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;

  // Text that is kept on this computer until a page says that it has arrived.
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(KEPT + key)); } catch { return null; }
  };
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(KEPT + key);
      else localStorage.setItem(KEPT + key, JSON.stringify({ ...value, at: Date.now() }));
    } catch { /* storage is full or forbidden: the server's copy has to do */ }
  };
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(KEPT)).map((key) => key.slice(KEPT.length));
  window.drafterKept = { read, write };

  try {
    for (const key of keys()) {
      const kept = read(key);
      const arrived = kept && kept.sent && !document.querySelector("form[action='/login']");
      if (!kept || arrived || Date.now() - kept.at > DAY) write(key, null);
    }
  } catch { /* no storage */ }

  const fieldsOf = (form) => {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf_token" || name === "key" || name === "match") continue;
      (values[name] ??= []).push(value);
    }
    return values;
  };
  const restore = (root) => {
    for (const field of root.querySelectorAll("[data-keep]")) {
      const kept = read(field.dataset.keep);
      if (kept && !field.value) field.value = kept.text;
    }
    for (const form of root.querySelectorAll("form[data-keep-form]")) {
      const kept = read(form.dataset.keepForm);
      if (!kept || form.querySelector("[aria-invalid]")) continue;
      for (const [name, values] of Object.entries(kept.values)) {
        const fields = [...form.elements].filter((field) => field.name === name);
        fields.forEach((field, place) => {
          if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
          else if (field.type !== "hidden" && place < values.length) field.value = values[place];
        });
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.keep) write(field.dataset.keep, field.value ? { text: field.value } : null);
    const form = field.form;
    if (form && form.dataset.keepForm) write(form.dataset.keepForm, { values: fieldsOf(form) });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-sign-out]")) {
      try { for (const key of keys()) write(key, null); } catch { /* no storage */ }
      return;
    }
    const names = [...form.querySelectorAll("[data-keep]")].map((field) => field.dataset.keep);
    if (form.dataset.keepForm) names.push(form.dataset.keepForm);
    for (const name of names) {
      const kept = read(name);
      if (kept) write(name, { ...kept, sent: true });
    }
  });
  window.addEventListener("load", () => restore(document));

  // A deciding link opens as a dialog over the letter; where that fails, it is a page.
  const dialog = document.getElementById("dialog");
  const open = async (link) => {
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const form = page.querySelector("form.confirm");
      if (!answer.ok || answer.redirected || !form) throw new Error("no dialog");
      dialog.replaceChildren(document.adoptNode(form));
      restore(dialog);
      dialog.showModal();
      (dialog.querySelector("textarea, input:not([type=hidden])") || dialog.querySelector(".btn")).focus();
    } catch {
      location.assign(link.href);
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest("dialog [data-close]") || event.target === dialog) {
      event.preventDefault();
      dialog.close();
    }
  });

  // A mark and its finding light up together.
  const light = (label) => {
    for (const element of document.querySelectorAll("[data-finding]")) {
      element.classList.toggle("here", Boolean(label) && element.dataset.finding.split(" ").includes(label));
    }
  };
  document.addEventListener("focusin", (event) => {
    const place = event.target.closest("[data-finding]");
    light(place ? place.dataset.finding.split(" ")[0] : "");
  });
  document.addEventListener("click", (event) => {
    const tag = event.target.closest("mark a.tag");
    if (!tag) return;
    const finding = document.querySelector(tag.getAttribute("href"));
    if (finding) {
      event.preventDefault();
      finding.scrollIntoView({ block: "center" });
      finding.focus({ preventScroll: true });
    }
  });

  // Copying and printing need scripts, so their buttons show only with them.
  for (const button of document.querySelectorAll("[data-copy-from], [data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy-from]");
    if (copy) {
      const text = document.getElementById(copy.dataset.copyFrom);
      text.select();
      navigator.clipboard?.writeText(text.value).catch(() => document.execCommand("copy"));
    } else if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  // Reading to the end is on record, as is the time it took.
  const head = document.querySelector("[data-draft][data-held]");
  const end = document.querySelector(".paper .sign");
  if (head && end && "IntersectionObserver" in window) {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      const csrf = document.querySelector("input[name=csrf_token]").value;
      const match = document.querySelector("input[name=match]");
      const body = new URLSearchParams({ csrf_token: csrf, match: match ? match.value : "" });
      fetch(`/drafts/${head.dataset.draft}/read`, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
    });
    seen.observe(end);
  }
})();
