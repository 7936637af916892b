// The what-if site: what it is to be, and its layer once it is stored.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "agglo/projection.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/state/reach_parts.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// A number of places as typed; NaN when it is none.
double capacity_from(const std::string& text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return all && std::isfinite(value) && value >= 0 ? value : std::nan("");
}

}  // namespace

Candidate usual_candidate(const State& state) {
  const auto taken = [&](const std::string& name) {
    for (const std::string& layer : {state.reach.choice.sites, std::string(kPlannedSites)}) {
      const auto table = table_named(state, layer);
      const Column* names = table ? table->find("name") : nullptr;
      for (std::size_t row = 0; names && row < table->row_count; ++row)
        if (names->text(row) == name) return true;
    }
    return false;
  };
  Candidate usual;
  for (int number = 1; usual.name.empty() || taken(usual.name); ++number)
    usual.name = fmt::format(fmt::runtime(tr("Planned site {}")), number);
  const auto sites = table_named(state, state.reach.choice.sites);
  if (!sites) return usual;
  std::vector<std::string> kinds = kinds_in(state.reach.choice.kind);
  if (kinds.empty()) kinds = kinds_of_sites(*sites).size() == 1 ? kinds_of_sites(*sites) : kinds;
  if (!kinds.empty()) usual.kind = kinds.front();
  const std::string& said = state.reach.candidate.kind;
  usual.services = usual_services(*sites, said.empty() ? usual.kind : said);
  return usual;
}

Candidate candidate_of(const State& state) {
  Candidate all = state.reach.candidate;
  const Candidate usual = usual_candidate(state);
  if (all.name.empty()) all.name = usual.name;
  if (all.kind.empty()) all.kind = usual.kind;
  if (all.services.empty()) all.services = usual.services;
  return all;
}

Layer layer_with_candidate(const State& state) {
  const ReachView& view = state.reach;
  if (!state.map || !view.open || !view.place || view.place->site)
    throw usage_error(tr("there is no what-if site"), tr("tick “What-if site” and click on the map"));
  double x = view.place->x_m, y = view.place->y_m;
  if (state.map->data.frame.kind != FrameKind::plane)
    Projector(state.map->scene.frame).lonlat_from_metres({&x, 1}, {&y, 1});
  const Candidate candidate = candidate_of(state);
  if (candidate.kind.empty())
    throw usage_error(tr("it is not known what kind of site this is"), tr("choose its kind"));
  PlannedSite site{x, y, candidate.name, candidate.kind, candidate.services};
  if (!candidate.capacity.empty()) {
    site.capacity = capacity_from(candidate.capacity);
    if (std::isnan(site.capacity))
      throw usage_error(fmt::format(fmt::runtime(tr("the capacity is \"{}\"")), candidate.capacity),
                        tr("give a number of places, or nothing when it is not known"));
  }
  return layer_with_planned(state.map->data.find(kPlannedSites), site);
}

void take_planned_sites(State& state, const std::string& layer) {
  LayerView* now = find_layer(state, layer);
  if (!now) return;
  now->style.visible = true;
  state.reach.choice.also = layer;
  state.reach.candidate.name.clear();
  state.reach.place.reset();
  const std::size_t count = row_count_of(state, layer);
  if (count == 0) return;
  RowSet rows(count);
  rows.insert(count - 1);
  state.selection = selection_of(layer, std::move(rows));
}

}  // namespace agglo::viewer
