#include "viewer/state/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <sstream>

#include "agglo/projection.hpp"
#include "agglo/scene.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/reach_parts.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

/// A site without a name goes by what it is: "post office (node/17)".
std::string site_name(const std::string& name, std::string kind, const std::string& id) {
  if (!name.empty()) return name;
  std::replace(kind.begin(), kind.end(), '_', ' ');
  if (kind.empty() || id.empty()) return kind.empty() ? id : kind;
  return kind + " (" + id + ")";
}

}  // namespace

std::vector<std::string> kinds_in(const std::string& list) {
  std::vector<std::string> kinds;
  std::string kind;
  for (std::istringstream text(list); std::getline(text, kind, ';');)
    if (!kind.empty()) kinds.push_back(kind);
  return kinds;
}

std::shared_ptr<const Table> table_named(const State& state, const std::string& layer) {
  const Layer* found = state.map ? state.map->data.find(layer) : nullptr;
  return found ? found->table : nullptr;
}

std::size_t row_count_of(const State& state, const std::string& layer) {
  const auto table = table_named(state, layer);
  return table ? table->row_count : 0;
}

/// Jobs of one lane come one after the other; the lock is for whoever calls it otherwise.
class ReachDesk {
 public:
  /// `before`: a desk for the same tables, whose roads are taken over; or null.
  ReachDesk(const ReachDesk* before, const Dataset& data, const Frame& map_frame, const ReachChoice& choice,
            RunControl& run)
      : roads_(before ? before->roads_
                      : std::make_shared<const ProjectTrial>(
                            make_project_trial(data,
                                               {.network = choice.network,
                                                .sites = choice.sites,
                                                .also = choice.also,
                                                .largest_minutes = kMostMinutes},
                                               run))),
        present_(roads_->trial->present(counted(roads_->sites, choice), choice.direction, run)),
        site_(*roads_->trial),
        projector_(map_frame) {}

  std::shared_ptr<const ReachAnswer> answer(const ReachWanted& wanted, RunControl& run) {
    const std::lock_guard lock(one_at_a_time_);
    const auto start = std::chrono::steady_clock::now();
    put(wanted.place, run);
    auto answer = std::make_shared<ReachAnswer>();
    answer->of = wanted;
    const RoadCost limit = trial_limit(wanted.minutes);
    answer->trial = site_.within({&limit, 1}, run);
    const Shapes shapes = on_map(std::move(answer->trial.areas));
    answer->trial.areas = {};
    if (!shapes.empty() && shapes.kind.front() != ShapeKind::none) {
      const Box box = shapes.box();
      answer->mesh = make_mesh(shapes, {}, {}, (box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2);
      answer->area_km2 = area_m2(shapes) / 1e6;
    }
    if (const auto other = answer->trial.reach.front().overlap_site; other >= 0)
      answer->overlap_name = name_of(static_cast<std::size_t>(other));
    answer->elapsed_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return answer;
  }

 private:
  static std::vector<std::uint32_t> counted(const Institutions& sites, const ReachChoice& choice) {
    std::vector<std::uint32_t> rows = sites_of_kinds(sites, choice.kind);
    std::erase_if(rows, [&](std::uint32_t row) {
      return std::binary_search(choice.left_out.begin(), choice.left_out.end(), row);
    });
    return rows;
  }
  /// A place that is searched from already is not searched from again.
  void put(const ReachPlace& place, RunControl& run) {
    if (placed_ == place) return;
    placed_.reset();
    if (place.site) {
      site_.put_at_site(*place.site, present_, run);
    } else {
      double x = place.x_m, y = place.y_m;
      if (!roads_->is_plane) projector_.lonlat_from_metres({&x, 1}, {&y, 1});
      site_.put_at(x, y, present_, run);
    }
    placed_ = place;
  }
  Shapes on_map(Shapes shapes) const {
    return roads_->is_plane ? shapes : projector_.metres_from_lonlat(std::move(shapes));
  }
  static double area_m2(const Shapes& shapes) {
    double twice = 0;  // holes run the other way round
    for (std::size_t ring = 0; ring + 1 < shapes.ring_start.size(); ++ring)
      for (std::uint64_t v = shapes.ring_start[ring]; v + 1 < shapes.ring_start[ring + 1]; ++v)
        twice += shapes.x[v] * shapes.y[v + 1] - shapes.x[v + 1] * shapes.y[v];
    return std::abs(twice) / 2;
  }
  std::string name_of(std::size_t row) const {
    const Institutions& sites = roads_->sites;
    return site_name(std::string(sites.name[row]), std::string(sites.kind[row]), std::string(sites.id[row]));
  }

  std::shared_ptr<const ProjectTrial> roads_;
  PresentReach present_;
  TrialSite site_;
  Projector projector_;
  std::optional<ReachPlace> placed_;
  std::mutex one_at_a_time_;
};

namespace {

/// Layers that are gone give way to the last ones there are.
void choose_layers(State& state, ReachChoice& choice) {
  const auto choose = [&](std::string& name, Role role) {
    const std::vector<std::string> names = reach_layers(state, role);
    if (std::find(names.begin(), names.end(), name) == names.end()) name = names.empty() ? "" : names.back();
  };
  choose(choice.network, Role::network);
  choose(choice.sites, Role::institutions);
  const std::vector<std::string> planned = planned_layers(state);
  if (std::find(planned.begin(), planned.end(), choice.also) == planned.end()) choice.also.clear();
  if (choice.kind.empty()) return;
  const auto sites = table_named(state, choice.sites);
  const std::vector<std::string> known = sites ? kinds_of_sites(*sites) : std::vector<std::string>{};
  std::string kinds;
  for (const std::string& kind : kinds_in(choice.kind))
    if (std::find(known.begin(), known.end(), kind) != known.end())
      kinds += (kinds.empty() ? "" : ";") + kind;
  choice.kind = kinds;
}

/// A site that was selected, on the map, in the table or by its name, is the one shown.
void follow_selection(State& state) {
  ReachView& view = state.reach;
  const void* rows = state.selection.rows.get();
  if (rows == view.seen_selection) return;
  view.seen_selection = rows;
  if (state.selection.empty() || !is_reach_layer(state, state.selection.layer)) return;
  const bool planned = state.selection.layer == view.choice.also;
  const std::size_t before = planned ? row_count_of(state, view.choice.sites) : 0;
  view.place = ReachPlace{.site = static_cast<std::uint32_t>(before + state.selection.last)};
}

void drop(ReachView& view) {
  view.desk.reset();
  view.desk_made_for = view.desk_asked = {};
  view.asked = {};
  view.answer.reset();
  view.problem.clear();
}

void ask_for_desk(State& state, Jobs& jobs, const ReachDeskWanted& wanted) {
  ReachView& view = state.reach;
  view.desk_asked = wanted;
  view.problem.clear();
  const ReachDeskWanted& made = view.desk_made_for;
  const bool same_roads = made.network == wanted.network && made.firms == wanted.firms &&
                          made.sites == wanted.sites && made.also == wanted.also;
  SideJob job{"reach roads",
              [wanted, before = same_roads ? view.desk : nullptr, map = state.map,
               choice = view.choice](RunControl& run) -> std::function<void(State&)> {
                const auto desk =
                    std::make_shared<ReachDesk>(before.get(), map->data, map->scene.frame, choice, run);
                return [desk, wanted](State& later) {
                  if (!(later.reach.desk_asked == wanted)) return;
                  later.reach.desk = desk;
                  later.reach.desk_made_for = wanted;
                  later.reach.desk_job = 0;
                };
              }};
  view.desk_job = jobs.submit(std::move(job), tr_key("preparing the roads"));
  state.jobs = jobs.list();
}

void ask(State& state, Jobs& jobs, const ReachWanted& wanted) {
  ReachView& view = state.reach;
  view.asked = wanted;
  SideJob job{"reach",
              [wanted](RunControl& run) -> std::function<void(State&)> {
                const auto answer = wanted.desk->answer(wanted, run);
                return [answer](State& later) {
                  later.reach.job = 0;
                  // Older than what is asked for now, it still shows where the site went.
                  if (later.reach.place && later.reach.desk == answer->of.desk) later.reach.answer = answer;
                };
              },
              Lane::side, true};
  view.job = jobs.submit(std::move(job), tr_key("catchment by road"));
}

}  // namespace

std::vector<std::string> reach_layers(const State& state, Role role) {
  std::vector<std::string> names;
  if (!state.map) return names;
  for (const Layer& layer : state.map->data.layers)
    if (layer.role == role && layer.table && !layer.table->shapes.empty()) names.push_back(layer.name);
  return names;
}

bool can_show_reach(const State& state) {
  return !reach_layers(state, Role::network).empty() && !reach_layers(state, Role::institutions).empty() &&
         !reach_layers(state, Role::establishments).empty();
}

std::string reach_title(const State& state, const std::string& layer) {
  if (const LayerView* view = find_layer(state, layer)) return view->title;
  const Layer* found = state.map ? state.map->data.find(layer) : nullptr;
  return found && !found->title.empty() ? found->title : layer;
}

std::vector<std::string> planned_layers(const State& state) {
  std::vector<std::string> names;
  if (!state.map) return names;
  for (const Layer& layer : state.map->data.layers)
    if (layer.table && !layer.table->shapes.empty() && is_further_sites(layer)) names.push_back(layer.name);
  return names;
}

bool is_reach_layer(const State& state, const std::string& layer) {
  return !layer.empty() && (layer == state.reach.choice.sites || layer == state.reach.choice.also);
}

std::vector<std::uint32_t> reach_sites(const State& state) {
  const std::vector<std::string> wanted = kinds_in(state.reach.choice.kind);
  std::vector<std::uint32_t> rows;
  std::uint32_t row = 0;
  for (const std::string& layer : {state.reach.choice.sites, state.reach.choice.also}) {
    const auto table = table_named(state, layer);
    const Column* kinds = table ? table->find("kind") : nullptr;
    for (std::size_t k = 0; table && k < table->row_count; ++k, ++row)
      if (wanted.empty() ||
          (kinds && std::find(wanted.begin(), wanted.end(), kinds->text(k)) != wanted.end()))
        rows.push_back(row);
  }
  return rows;
}

std::string reach_site_name(const State& state, std::size_t row) {
  const std::size_t first_planned = row_count_of(state, state.reach.choice.sites);
  const bool planned = row >= first_planned;
  const auto table = table_named(state, planned ? state.reach.choice.also : state.reach.choice.sites);
  const std::size_t at = planned ? row - first_planned : row;
  const auto text = [&](const char* column) {
    const Column* values = table ? table->find(column) : nullptr;
    return values && at < values->size() ? values->text(at) : std::string();
  };
  if (std::string name = site_name(text("name"), text("kind"), text("id")); !name.empty()) return name;
  return fmt::format(fmt::runtime(tr("Row {}")), at + 1);
}

std::string reach_place_name(const State& state) {
  const ReachView& view = state.reach;
  if (!view.place) return "";
  if (view.place->site) return reach_site_name(state, *view.place->site);
  return view.candidate.name.empty() ? usual_candidate(state).name : view.candidate.name;
}

const ReachAnswer* reach_answer(const State& state) {
  const ReachView& view = state.reach;
  if (!view.open || !view.place || !view.answer) return nullptr;
  const bool holds = view.answer->of == ReachWanted{view.desk, *view.place, view.choice.minutes};
  return holds ? view.answer.get() : nullptr;
}

void refresh_reach(State& state, Jobs& jobs) {
  ReachView& view = state.reach;
  if (!view.open) return;
  if (!can_show_reach(state)) {
    view = {};
    return;
  }
  if (columns_are_missing(state)) return;
  choose_layers(state, view.choice);
  const ReachDeskWanted wanted{table_named(state, view.choice.network),
                               table_named(state, reach_layers(state, Role::establishments).back()),
                               table_named(state, view.choice.sites),
                               table_named(state, view.choice.also),
                               view.choice.kind,
                               view.choice.left_out,
                               view.choice.direction};
  if (view.desk && view.desk_made_for.sites != wanted.sites) {
    view.choice.left_out.clear();  // rows of another table
    if (view.place && view.place->site) view.place.reset();
    return refresh_reach(state, jobs);
  }
  if (view.place && view.place->site &&
      *view.place->site >= row_count_of(state, view.choice.sites) + row_count_of(state, view.choice.also))
    view.place.reset();  // a planned site that is gone
  follow_selection(state);
  if (!view.place) view.answer.reset();
  if (!(view.desk_made_for == wanted)) {
    if (!(view.desk_asked == wanted)) ask_for_desk(state, jobs, wanted);
    return;
  }
  if (!view.place || !view.desk || view.job != 0) return;
  const ReachWanted now{view.desk, *view.place, view.choice.minutes};
  if (!(view.asked == now)) ask(state, jobs, now);
}

void forget_reach_job(State& state, std::uint64_t job, const Error& error) {
  ReachView& view = state.reach;
  if (view.job == job) view.job = 0;
  if (view.desk_job != job) return;
  view.desk_job = 0;  // asked for again once something else is wanted
  if (view.desk_asked == view.desk_made_for) return;
  const ReachDeskWanted asked = view.desk_asked;
  drop(view);
  view.desk_asked = asked;
  view.problem = error.kind == ErrorKind::cancelled ? tr("Cancelled.") : tr_message(error.message);
}

}  // namespace agglo::viewer
