import { join } from 'node:path';
import tseslint from 'typescript-eslint';

// Sockets are opened in transport/ and behind its guard alone; whoever listens is named here (law 7).
const SOCKETS = ['node:net', 'net', 'node:tls', 'tls', 'node:dgram', 'node:http', 'http'];

export default tseslint.config(
  { ignores: ['node_modules/**', 'reports/**'] },
  {
    files: ['support/**/*.ts', 'steps/**/*.ts', 'docker/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: join(import.meta.dirname, '..') } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      'no-restricted-imports': ['error', { paths: SOCKETS.map((name) => ({ name, message: 'sockets belong to transport/, behind the guard' })) }],
    },
  },
  {
    files: ['support/transport/**', 'support/station/**', 'support/proxy/**', 'support/bench/**', 'support/dut/container*.ts', 'support/**/*.test.ts', 'docker/**/*.test.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
