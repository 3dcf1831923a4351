// Single keys for what people do most, listed under "?" and in the menu of the person.
// They can be switched off, and never act where somebody writes. Loaded on every page.
"use strict";

const list = document.querySelector("#shortcuts");
const isOn = document.querySelector("#shortcuts-on");
const show = document.querySelector("#show-shortcuts");
const OFF = "shortcuts-off";

function act(key) {
  if (/^[1-9]$/.test(key)) {
    const page = document.querySelectorAll(".main-lists a")[Number(key) - 1];
    page?.click();
    return Boolean(page);
  }
  const target = { "?": list, "/": "#searchbar", n: "#content a.button.primary" }[key];
  if (target === list) {
    list.showModal();
    return true;
  }
  const element = target && document.querySelector(target);
  if (element) key === "/" ? element.focus() : element.click();
  return Boolean(element);
}

if (list) {
  isOn.checked = localStorage.getItem(OFF) === null;
  isOn.addEventListener("change", () => {
    if (isOn.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
  show.hidden = false;
  show.addEventListener("click", () => list.showModal());
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input, textarea, select, [contenteditable]");
    const isHeld = event.ctrlKey || event.altKey || event.metaKey;
    if (!isOn.checked || isWriting || isHeld || list.open) return;
    if (act(event.key)) event.preventDefault();
  });
}
