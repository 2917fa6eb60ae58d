// `npx cucumber-js` runs the same scenarios as `npm test`; the run is prepared in support/run/prepare.ts.
require('ts-node/register');
const { configurationForCucumber } = require('./support/run/cucumber-file.ts');

module.exports = { default: async () => ({ default: await configurationForCucumber() }) };
