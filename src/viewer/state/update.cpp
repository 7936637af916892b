#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/page_job.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

void update(State& state, const Action& action, Jobs& jobs) {
  constexpr double kNews_s = 12;
  const std::size_t told = state.messages.size();
  UndoWatch watch(state, action);
  try {
    action.apply_to(state, jobs);
  } catch (const Error& error) {
    add_error(state, "", error);
  } catch (const std::exception& error) {  // of the standard library: a name no file can have, no memory left
    add_error(state, "", failure(error.what()));
  }
  watch.finish();
  refresh_births(state, jobs);
  refresh_layer_rows(state, jobs);
  refresh_legend_counts(state);
  refresh_table(state, jobs);
  refresh_linked(state, jobs);
  refresh_reach(state, jobs);
  refresh_import_preview(state, jobs);
  follow_on_page(state, jobs);
  if (state.messages.size() > told) state.news_until_s = state.now_s + kNews_s;
}

}  // namespace agglo::viewer
