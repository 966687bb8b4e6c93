import tseslint from "typescript-eslint";

const SHELL_IN_TYPESCRIPT =
  "Put shell into a .sh file, which shellcheck checks, and render it with support/shell-script.ts.";

export default tseslint.config(
  { ignores: ["node_modules/", "sdks/", "toolchain/engine/", "**/*.mjs", "**/*.cjs", "**/*.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A secret is left out of an object by destructuring it and taking the rest.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
    },
  },
  {
    ignores: ["test/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        // What begins as a script does. Commands inside a text, such as "$(id)" or "a && { b; }", are not seen.
        { selector: "TemplateElement:first-child[value.raw=/^(\\s|\\\\n)*(set -|#!)/]", message: SHELL_IN_TYPESCRIPT },
        { selector: "Literal[value=/^\\s*(set -[eu]|#!\\/)/]", message: SHELL_IN_TYPESCRIPT },
        // Raw text of several lines; one line is a regular expression or a backslash.
        {
          selector: "TaggedTemplateExpression[tag.property.name='raw'] TemplateElement[value.raw=/\\n/]",
          message: SHELL_IN_TYPESCRIPT,
        },
      ],
    },
  },
  {
    files: ["test/**"],
    rules: {
      // The matchers of vitest have the type any.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);
