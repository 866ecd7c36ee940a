"use strict";
(() => {
  const form = document.getElementById("filters");
  const field = (name) => document.getElementById(name);
  const inputs = ["search", "verdict", "person", "article"].map(field);
  const matters = ["conflict", "violated", "late", "unknown", "r-liable", "r-mitigated", "r-unknown"];
  const groups = [...document.querySelectorAll("[data-group]")].map((group) => ({
    group, name: group.dataset.name.toLowerCase(),
    items: [...group.querySelectorAll("[data-item]")].map((item) => ({ item, text: item.textContent.toLowerCase() })),
  }));
  const all = groups.filter((each) => each.group.classList.contains("case"));
  const folded = [...document.querySelectorAll("details.met")];
  const out = (element, hidden) => element.toggleAttribute("data-out", hidden);
  const fits = (data, verdict, person, article) =>
    (!verdict || data.verdict === verdict || data.verdict === "r-" + verdict || (verdict === "!" && matters.includes(data.verdict))) &&
    (!person || data.persons.split(" ").includes(person)) && (!article || data.article === article);
  const apply = () => {
    const [search, verdict, person, article] = inputs.map((input) => input.value);
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const plain = !verdict && !person && !article;
    for (const { group, name, items } of groups) {
      let shown = 0;
      for (const { item, text } of items) {
        const found = words.every((word) => text.includes(word) || name.includes(word)) && fits(item.dataset, verdict, person, article);
        out(item, !found);
        shown += found;
      }
      const named = plain && words.every((word) => name.includes(word));
      out(group, !shown && !named);
    }
    for (const each of folded) {
      out(each, !each.querySelector("[data-item]:not([data-out])"));
      if (verdict === "satisfied") each.open = true;
    }
    const kept = all.filter(({ group }) => !group.hasAttribute("data-out")).length;
    field("shown").textContent = form.dataset.shown.replace("{shown}", kept).replace("{total}", all.length);
  };
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
      if (each.hasAttribute("data-out")) { form.reset(); setTimeout(apply); }
    }
    if (target) target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  inputs.forEach((input) => input.addEventListener("input", apply));
  window.addEventListener("hashchange", open);
  const closed = [];
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.grave:not([open])").forEach((each) => { closed.push(each); each.open = true; }));
  window.addEventListener("afterprint", () => closed.splice(0).forEach((each) => { each.open = false; }));
  apply();
  open();
})();
