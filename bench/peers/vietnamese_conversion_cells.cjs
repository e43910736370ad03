// vietnamese-conversion: cells to Unicode, once told the encoding of each, once left to find it.
// node vietnamese_conversion_cells.cjs FOLDER_WITH_NODE_MODULES < cells.json
const { createRequire } = require("node:module");
const { resolve } = require("node:path");
const { readFileSync } = require("node:fs");

const peer = createRequire(resolve(process.argv[2], "package.json"))("vietnamese-conversion");
const known = new Set(["tcvn3", "vni"]);
const made = JSON.parse(readFileSync(0, "utf8")).map(({ text, encoding }) => {
  const found = peer.detectCharset(text);
  return {
    told: known.has(encoding) ? peer.toUnicode(text, encoding) : text,
    found: found && found !== "unicode" ? peer.toUnicode(text, found) : text,
  };
});
process.stdout.write(JSON.stringify(made));
