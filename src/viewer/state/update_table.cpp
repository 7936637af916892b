#include "viewer/state/actions.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

void apply(State& state, const ShowTable& a, Jobs&) {
  if (state.table.layer != a.layer) state.table = TableView{};
  state.table.layer = a.layer;
  state.show_table = true;
  refresh_rows(state);
}

void apply(State& state, const SortTable& a, Jobs&) {
  state.table.sort_column = a.column;
  state.table.descending = a.descending;
  refresh_rows(state);
}

void apply(State& state, const FilterTable& a, Jobs&) {
  state.table.filter = a.text;
  refresh_rows(state);
}

}  // namespace agglo::viewer
