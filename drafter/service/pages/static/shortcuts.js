// Single keys, where no field has the focus. This file is not loaded for people who switched them off.
"use strict";
(() => {
  let before = "";
  const inField = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const press = (selector) => {
    const element = document.querySelector(selector);
    if (element && !element.disabled) element.click();
    return Boolean(element);
  };
  const step = (selector, by) => {
    const all = [...document.querySelectorAll(selector)].filter((element) => element.offsetParent !== null);
    if (!all.length) return false;
    const here = all.findIndex((element) => element === document.activeElement || element.contains(document.activeElement));
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const current = () => document.activeElement.closest(".finding") || document.querySelector(".finding.here");
  const keys = {
    "?": () => location.assign("/help#keys"),
    j: () => step("[data-row] .letterlink", 1),
    k: () => step("[data-row] .letterlink", -1),
    n: () => step(".finding", 1),
    p: () => step(".finding", -1),
    m: () => { const field = document.getElementById("comment"); if (field) field.focus(); return Boolean(field); },
    x: () => {
      const details = (current() || document).querySelector("details:has([name=finding])");
      if (!details) return false;
      details.open = true;
      details.querySelector("input:not([type=hidden])").focus();
      return true;
    },
    f: () => { const use = (current() || document).querySelector("[data-apply]"); if (use) use.click(); return Boolean(use); },
  };
  document.addEventListener("keydown", (event) => {
    const element = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = document.querySelector("dialog[open] form") || (element.form && element.form.id === "edit" ? element.form : null);
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || inField(element) || document.querySelector("dialog[open]")) return;
    const tab = { l: "letter", e: "edit", d: "changes" }[event.key];
    if (before === "g" && tab) {
      before = "";
      if (press(`[data-tab="${tab}"]`)) event.preventDefault();
      return;
    }
    before = event.key;
    const done = keys[event.key] ? keys[event.key]() : /^[a-z]$/.test(event.key) && press(`[data-key="${event.key}"]`);
    if (done) event.preventDefault();
  });
})();
