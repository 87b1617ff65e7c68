/** A table of one's own: pasted, dropped or chosen; what was made of it; which column to predict. */

import type { Context } from "../context";
import { element } from "../dom";
import {
  MOST_BYTES,
  decoded,
  likelyTarget,
  sheetOf,
  tableOf,
  type Sheet,
  type Treatment,
} from "../table";
import { TableProblem } from "../table-problem";
import { usualStudy } from "../state";
import { button } from "./fields";

/** What was read, kept while the page is made anew in another language or shows other data. */
let read: { sheet: Sheet; target: string } | null = null;

export function tablePanel(context: Context) {
  const { texts } = context;
  const words = texts.table;

  const file = element("input", {
    type: "file",
    id: "table-file",
    accept: ".csv,.tsv,.txt,text/csv,text/plain",
    class: "hidden-input",
  });
  const paste = element("textarea", {
    id: "table-paste",
    rows: 4,
    spellcheck: "false",
    "aria-label": words.paste,
    placeholder: words.paste,
  });
  const target = element("select", { id: "table-target" });
  const targetField = element(
    "div",
    { class: "field", hidden: true },
    element("label", { for: "table-target" }, words.target),
    target,
  );
  const message = element("p", { class: "message", role: "status" });
  const columns = element("details", { hidden: true }, element("summary", {}, words.columns));
  const readIt = button(words.read, () => take(() => sheetOf(paste.value, "table.csv")), "quiet");
  const node = element(
    "div", { class: "own-table", hidden: true },
    element("p", { class: "hint" }, words.about),
    file, element("label", { class: "button", for: "table-file" }, words.choose),
    paste, readIt, message, targetField, columns,
  ); // prettier-ignore

  function take(open: () => Sheet): void {
    try {
      const sheet = open();
      read = { sheet, target: likelyTarget(sheet) };
      offer();
      learn();
    } catch (problem) {
      complain(problem);
    }
  }

  /** Offer the columns of what was read as classes. */
  function offer(): void {
    if (!read) return;
    const { columns } = read.sheet;
    target.replaceChildren(...columns.map(({ name }) => element("option", { value: name }, name)));
    target.value = read.target;
    targetField.hidden = false;
  }

  /** Make numbers of what was read and say what became of it; train on it unless it is under way. */
  function learn(train = true): void {
    if (!read) return;
    try {
      const made = tableOf(read.sheet, read.target);
      const { whole } = context.numbers;
      const { table } = made;
      const sizes = words.kept(
        whole(table.y.length),
        whole(table.features.length),
        whole(table.classes.length),
      );
      const lost = made.leftOut ? ` ${words.leftOutRows(whole(made.leftOut))}` : "";
      message.classList.remove("wrong");
      message.textContent = sizes + lost;
      describe(made.treatments);
      if (!train) return;
      const { study } = context.store.get();
      context.store.change({ arm: 0, step: null });
      const kept = study.data === "table" ? study : usualStudy("table");
      context.study({ ...kept, data: "table", options: {}, table, widths: undefined });
    } catch (problem) {
      complain(problem);
    }
  }

  function describe(treatments: Treatment[]): void {
    const rows = treatments.map(({ column, kind, count }) => {
      const said = words.treatments[kind];
      const text = typeof said === "string" ? said : said(String(count));
      return element("tr", {}, element("th", { scope: "row" }, column), element("td", {}, text));
    });
    const head = element(
      "tr",
      {},
      element("th", { scope: "col" }, words.column),
      element("th", { scope: "col" }, words.treatment),
    );
    columns.replaceChildren(
      columns.firstElementChild!,
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
    );
    columns.hidden = false;
  }

  function complain(problem: unknown): void {
    if (!(problem instanceof TableProblem)) throw problem;
    const said = words.problems[problem.code] as string | ((...details: string[]) => string);
    message.classList.add("wrong");
    message.textContent = typeof said === "string" ? said : said(...problem.details);
    columns.hidden = true;
  }

  async function receive(given: File): Promise<void> {
    node.hidden = false;
    try {
      if (given.size > MOST_BYTES) throw new TableProblem("large");
      const text = decoded(new Uint8Array(await given.arrayBuffer()));
      take(() => sheetOf(text, given.name));
    } catch (problem) {
      complain(problem);
    }
  }

  file.addEventListener("change", () => {
    const [given] = file.files ?? [];
    if (given) void receive(given);
    file.value = "";
  });
  target.addEventListener("change", () => {
    if (read) read.target = target.value;
    learn();
  });
  if (read && context.store.get().study.data === "table") {
    offer();
    learn(false);
  }
  dropAnywhere((given) => void receive(given));

  return {
    node,
    show(): void {
      node.hidden = false;
      offer();
      if (read) learn();
      else paste.focus();
    },
    update(): void {
      if (context.store.get().study.data === "table") node.hidden = false;
      else if (!message.classList.contains("wrong") && !read && document.activeElement !== paste)
        node.hidden = true;
    },
  };
}

/** A file may be dropped on any part of the page. */
function dropAnywhere(receive: (file: File) => void): void {
  const { body } = document;
  body.ondragover = (event) => {
    event.preventDefault();
    body.classList.add("dropping");
  };
  body.ondragleave = (event) => {
    if (!event.relatedTarget) body.classList.remove("dropping");
  };
  body.ondrop = (event) => {
    event.preventDefault();
    body.classList.remove("dropping");
    const [file] = event.dataTransfer?.files ?? [];
    if (file) receive(file);
  };
}
