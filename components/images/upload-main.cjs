// Run by the update, from the folder of any project that uses the components: its Node needs no loader of its own for this.
require("tsx/cjs/api").require("./upload-main.ts", __filename);
