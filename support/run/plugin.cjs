// Cucumber imports plugins as ECMAScript modules, which cannot be TypeScript on every Node we support.
require('ts-node/register');
module.exports = require('./plugin.ts').default;
