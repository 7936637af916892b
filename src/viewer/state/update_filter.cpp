#include "agglo/where.hpp"
#include "viewer/state/actions.hpp"

namespace agglo::viewer {

void apply(State& state, const EditFilter& a, Jobs&) {
  const auto table = table_of(state, a.layer);
  if (!table) return;
  FilterDraft& draft = state.filter_drafts[a.layer];
  draft = {a.text, ""};
  try {
    check_where(*table, a.text, register_beside(state, a.layer).get());
  } catch (const Error& error) {
    draft.error = error.message + (error.hint.empty() ? "" : "\n" + error.hint);
  }
}

void apply(State& state, const SetFilter& a, Jobs& jobs) {
  LayerView* view = find_layer(state, a.layer);
  if (!view || view->is_base_map) return;
  const std::size_t begin = a.expression.find_first_not_of(" \t"), end = a.expression.find_last_not_of(" \t");
  const std::string expression =
      begin == std::string::npos ? std::string() : a.expression.substr(begin, end - begin + 1);
  apply(state, EditFilter{a.layer, expression}, jobs);
  if (!state.filter_drafts[a.layer].error.empty() || view->filter == expression) return;
  view->filter = expression;
}

}  // namespace agglo::viewer
