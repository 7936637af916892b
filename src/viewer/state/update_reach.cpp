#include <algorithm>
#include <cmath>

#include "viewer/state/actions.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

void apply(State& state, const ShowReach& a, Jobs& jobs) {
  if (!a.open) {
    for (const std::uint64_t job : {state.reach.desk_job, state.reach.job})
      if (job != 0) jobs.cancel(job);
    const ReachChoice choice = state.reach.choice;
    state.reach = {};
    state.reach.choice = choice;
    if (state.right_tab == RightTab::reach) open_right(state, RightTab::inspect);
    return;
  }
  if (!can_show_reach(state))
    throw usage_error(tr("catchments by road need firms, sites and a road network"),
                      tr("import roads as a network: Project > Import a file"));
  need_columns(state);
  if (!state.reach.open) {
    const ReachChoice choice = state.reach.choice;
    state.reach = {};
    state.reach.choice = choice;
    state.reach.open = true;
  }
  state.measure = {};
  state.tool = MapTool::move;
  open_right(state, RightTab::reach);
}

void apply(State& state, const ChooseReach& a, Jobs& jobs) {
  const ReachChoice& before = state.reach.choice;
  const bool other_rows = a.choice.sites != before.sites || a.choice.also != before.also;
  if (other_rows && state.reach.place && state.reach.place->site) state.reach.place.reset();
  const double minutes = a.choice.minutes;
  state.reach.choice = a.choice;
  apply(state, SetReachMinutes{minutes}, jobs);
}

void apply(State& state, const SetReachMinutes& a, Jobs&) {
  if (std::isfinite(a.minutes))
    state.reach.choice.minutes = std::clamp(std::round(a.minutes), kLeastMinutes, kMostMinutes);
}

void apply(State& state, const SetWhatIf& a, Jobs&) {
  state.reach.what_if = a.on;
  if (!a.on && state.reach.place && !state.reach.place->site) state.reach.place.reset();
  if (a.on) state.tool = MapTool::move;  // a click puts the site
}

void apply(State& state, const ReachClick& a, Jobs& jobs) {
  const auto hit = hit_at(state, a.x, a.y);
  const bool on_site = hit && is_reach_layer(state, state.map->scene.layers[hit->layer].name);
  if (state.reach.what_if && !on_site && !a.add) {
    if (is_reach_layer(state, state.selection.layer)) state.selection = {};  // it is no longer shown
    return apply(state, MoveCandidate{a.x, a.y}, jobs);
  }
  if (on_site) state.reach.seen_selection = nullptr;  // it may be the one selected already
  apply(state, ClickAt{a.x, a.y, a.add}, jobs);
}

void apply(State& state, const MoveCandidate& a, Jobs&) {
  if (!state.reach.open) return;
  if (const auto at = world_at(state, a.x, a.y)) state.reach.place = ReachPlace{{}, at->x_m, at->y_m};
}

void apply(State& state, const DescribeCandidate& a, Jobs&) {
  state.reach.candidate = a.candidate;
}

void apply(State& state, const ClearReach&, Jobs&) {
  state.reach.place.reset();
}

void apply(State& state, const AddCandidate&, Jobs& jobs) {
  if (state.project.empty())
    throw usage_error(tr("no project is open"), tr("open a project or import a file first"));
  jobs.submit(AddLayerJob{layer_with_candidate(state), styles_of(state)}, reach_place_name(state));
  state.jobs = jobs.list();
}

void apply(State& state, const ReachAsStep&, Jobs& jobs) {
  const ReachChoice& choice = state.reach.choice;
  const auto set = [&](const char* key, const std::string& text) {
    apply(state, SetOption{"catchments", key, text}, jobs);
  };
  set("sites", choice.sites);
  set("method", "roads");
  set("minutes", option_text(OptionValue(choice.minutes)));
  for (const char* key : {"road_km", "radius_km", "start_column"})  // set before for another method
    apply(state, ResetOption{"catchments", key}, jobs);
  set("network", choice.network);
  set("direction", choice.direction == TravelDirection::to_sites ? "to_sites" : "from_sites");
  set("kind", choice.kind);
  set("also", choice.also);
  apply(state, ShowForm{"catchments"}, jobs);
}

}  // namespace agglo::viewer
