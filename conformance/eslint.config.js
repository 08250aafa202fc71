// graphql-eslint on the contract and on the documented operations: every rule there is, but these.
import plugin from "@graphql-eslint/eslint-plugin";

const { configs, parser } = plugin;

const shared = {
  plugins: { "@graphql-eslint": plugin },
  languageOptions: {
    parser,
    parserOptions: {
      graphQLConfig: { schema: "schema.graphql", documents: "docs/operations/**/*.graphql" },
    },
  },
};

const rulesOf = (...names) => Object.assign({}, ...names.map((name) => configs[name].rules));

export default [
  {
    ...shared,
    files: ["schema.graphql"],
    rules: {
      ...rulesOf("flat/schema-recommended", "flat/schema-all", "flat/schema-relay"),
      // The order says something: value before its doubt, low before high, the years as they pass.
      "@graphql-eslint/alphabetize": "off",
      // Most types are parts of one answer and have no life of their own; what has is a Node.
      "@graphql-eslint/strict-id-in-types": "off",
      // Columns, cells and lines are lists that end; only what grows with the register is paged.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
      // Pages go forward only, as keyset cursors do.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Of everything, more than the rule asks for; but oneOf is GraphQL's own, printed only.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
          ignoredSelectors: ["DirectiveDefinition[name.value=oneOf]"],
        },
      ],
      // It is for schemas that have no mutations or subscriptions; this one has.
      "@graphql-eslint/no-root-type": "off",
      // A payload carries the run; a mutation changes nothing else that a page would read again.
      "@graphql-eslint/require-field-of-type-query-in-mutation-result": "off",
      // A question that is refused has no answer: null would say so twice, and in every page's types.
      "@graphql-eslint/require-nullable-result-in-root": "off",
    },
  },
  {
    ...shared,
    files: ["docs/operations/**/*.graphql"],
    rules: {
      ...rulesOf("flat/operations-recommended", "flat/operations-all"),
      // The order of fields is that of the answer, which people read.
      "@graphql-eslint/alphabetize": "off",
      // An example stands by itself, its fragments with it.
      "@graphql-eslint/lone-executable-definition": ["error", { ignore: ["fragment"] }],
    },
  },
];
