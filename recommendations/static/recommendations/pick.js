// Fetches the suggestions of a box as one types, where there are more than the page
// holds. Without it the box still takes a reference or code typed by hand.
"use strict";

for (const list of document.querySelectorAll("datalist[data-url]")) {
  let pause;
  let asked = 0;

  const fetchFor = async (words) => {
    asked += 1;
    const mine = asked;
    const url = new URL(list.dataset.url, window.location.href);
    url.searchParams.set("term", words);
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map((row) => new Option("", row.text)));
  };

  for (const box of document.querySelectorAll(`input[list="${list.id}"]`)) {
    box.addEventListener("input", () => {
      const isChosen = [...list.options].some((option) => option.value === box.value);
      clearTimeout(pause);
      if (!isChosen) pause = setTimeout(() => fetchFor(box.value), 200);
    });
  }
}
