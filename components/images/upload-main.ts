import { text } from "node:stream/consumers";
import { runProgram } from "../../support/run-program";
import { startProgress } from "../../support/terminal";
import { upload, type Upload } from "./upload";

// What is to be brought where is on standard input.
void runProgram(async () => {
  const given = JSON.parse(await text(process.stdin)) as Upload;
  await upload(given, startProgress(given.path));
  return 0;
});
