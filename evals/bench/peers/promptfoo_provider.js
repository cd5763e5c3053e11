// Answers with the row's own canned answer.
module.exports = class Canned {
  id() {
    return "canned";
  }
  async callApi(_prompt, context) {
    return { output: context.vars.answer };
  }
};
