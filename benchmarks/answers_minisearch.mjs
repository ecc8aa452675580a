// One list and its messages through MiniSearch, as its manual sets it up: {entries, texts} in, answers and rate out.
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";

const bare = (term) => term.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
const { entries, texts } = JSON.parse(readFileSync(0, "utf-8"));
const search = new MiniSearch({
  fields: ["title", "phrasings", "answer"],
  processTerm: bare,
  searchOptions: { boost: { title: 2, phrasings: 2 }, fuzzy: 0.2, prefix: true },
});
const before = performance.now();
search.addAll(entries.map((entry) => ({ ...entry, phrasings: entry.phrasings.join(" . ") })));
const fitted = performance.now();
const best = texts.map((text) => search.search(text).slice(0, 3).map((hit) => [hit.id, hit.score]));
const seconds = (performance.now() - fitted) / 1000;
console.log(JSON.stringify({ best, rate: texts.length / seconds, fit: (fitted - before) / 1000 }));
