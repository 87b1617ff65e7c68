/** Buttons that take the view elsewhere: link, code, command, study and results. */

import type { Context, Part } from "../context";
import { button } from "../controls/fields";
import { element, save, setText } from "../dom";
import type { Run } from "../run";
import { toPython } from "./python";
import { resultsCsv, tableCsv } from "./results";
import { TABLE_FILE, targetName, toToml } from "./toml";

export function sharePanel(host: HTMLElement, context: Context, current: () => Run | null): Part {
  const { store, texts } = context;
  const words = texts.share;
  const said = element("p", { class: "hint", role: "status" });
  const shown = element("textarea", {
    readonly: true,
    hidden: true,
    rows: 6,
    "aria-label": words.notCopied,
  });
  const study = () => store.get().study;
  const fileName = () => `${study().data}.toml`;

  const copy = async (text: string, more = ""): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      shown.hidden = true;
      setText(said, `${words.copied} ${more}`);
    } catch {
      setText(said, words.notCopied);
      shown.value = text;
      shown.hidden = false;
      shown.select();
    }
  };
  const give = (name: string, text: string, type: string): void => {
    save(name, text, type);
    setText(said, words.saved(name));
  };
  const command = element("code", {});
  const fingerprint = element("p", { class: "hint fingerprint" });
  const results = button(words.csv, () => {
    const run = current();
    if (run) give(`${study().data}-results.csv`, resultsCsv(run), "text/csv");
  }, "quiet"); // prettier-ignore
  const table = button(words.tableCsv, () => {
    const made = study().table;
    if (made) give(TABLE_FILE, tableCsv(made, targetName(study())), "text/csv");
  }, "quiet"); // prettier-ignore
  host.append(
    element("p", { class: "hint" }, words.about),
    element(
      "div", { class: "buttons" },
      button(words.link, () => void copy(location.href, study().data === "table" ? words.linkWithoutTable : ""), "quiet"),
      button(words.python, () => void copy(toPython(study())), "quiet"),
      button(words.command, () => void copy(`manyseeds run ${fileName()}`, words.commandNeeds(needed(study().data, fileName()))), "quiet"),
      button(words.toml, () => give(fileName(), toToml(study()), "application/toml"), "quiet"),
      results, table,
    ),
    element("p", { class: "command" }, command), said, shown, fingerprint,
  ); // prettier-ignore
  return {
    update() {
      setText(command, `manyseeds run ${fileName()}`);
      table.hidden = study().data !== "table";
      const digest = current()?.digest;
      setText(fingerprint, digest ? `${words.fingerprint}: ${digest}` : "");
      results.disabled = !current()?.moment;
    },
  };
}

function needed(data: string, file: string): string {
  return data === "table" ? `${file}, ${TABLE_FILE}` : file;
}
