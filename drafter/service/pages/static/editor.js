// The editor's safety net: what is typed goes to the server seconds later, and stays on this computer until
// the server has it. Nothing here ever replaces text in a field that has the focus.
"use strict";
(() => {
  const form = document.getElementById("edit");
  if (!form) return;
  const body = form.elements.body;
  const said = document.getElementById("saved");
  const match = form.elements.match;
  const kept = window.drafterKept;
  const key = `text-${form.dataset.draft}`;
  const QUIET = 3000;
  const AGAIN = 5000;
  let arrived = body.value;
  let timer = 0;
  let sending = false;
  let leaving = false;

  const id = sessionStorage.getItem("drafter.editor") || crypto.getRandomValues(new Uint32Array(2)).join("-");
  sessionStorage.setItem("drafter.editor", id);
  form.elements.editor.value = id;

  const say = (text, bad = false) => {
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle("bad", bad);
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  async function save() {
    clearTimeout(timer);
    if (sending || body.value === arrived) return;
    sending = true;
    const text = body.value;
    const fields = new FormData(form);
    fields.set("base", form.dataset.base);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", headers: { Accept: "application/json" }, keepalive: text.length < 20000,
      });
      if (answer.status === 401 || answer.redirected) {
        say(said.dataset.signedOut, true);
        later(AGAIN);
      } else if (answer.ok || answer.status === 409) {
        arrived = text;
        if (body.value === text) kept.write(key, null);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
        if (answer.ok) say(`${said.dataset.saved} ${time}`);
        else say(said.dataset.conflict, true);
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      say(said.dataset.offline, true);
      later(AGAIN);
    } finally {
      sending = false;
      if (body.value !== arrived && !said.classList.contains("bad")) later(QUIET);
    }
  }

  body.addEventListener("input", () => {
    kept.write(key, { text: body.value, match: match.value, base: form.dataset.base });
    if (!said.classList.contains("bad")) say(said.dataset.unsaved);
    later(QUIET);
  });
  body.addEventListener("blur", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("pagehide", save);
  window.addEventListener("online", save);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && body.value !== arrived) { save(); event.preventDefault(); }
  });
  form.addEventListener("submit", () => {
    leaving = true;
    const mine = kept.read(key);
    if (mine) kept.write(key, { ...mine, sent: true });
  });

  // Text that never reached the server comes back, with the version it was written on: saving it over a
  // newer one shows both.
  const mine = kept.read(key);
  if (mine && !mine.sent && mine.text !== body.value) {
    body.value = mine.text;
    match.value = mine.match;
    form.dataset.base = mine.base;
    body.dispatchEvent(new Event("check"));
    later(0);
  }

  // A finding leads to its words; a suggestion goes in as an ordinary edit that can be undone.
  const select = (finding) => {
    body.focus();
    body.setSelectionRange(Number(finding.dataset.start), Number(finding.dataset.end));
  };
  document.addEventListener("click", (event) => {
    const use = event.target.closest("[data-apply]");
    const finding = event.target.closest(".finding[data-start]");
    if (!finding) return;
    if (use) {
      select(finding);
      if (!document.execCommand("insertText", false, use.dataset.apply)) {
        body.setRangeText(use.dataset.apply);
        body.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } else if (!event.target.closest("a, button, summary, input")) {
      select(finding);
    }
  });
})();
