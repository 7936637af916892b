#include "viewer/state/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "agglo/projection.hpp"
#include "viewer/state/linked.hpp"
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

/// Jobs of one lane come one after the other; the lock is for whoever calls it otherwise.
class ReachDesk {
 public:
  /// `before`: a desk for the same tables, whose roads are taken over; or null.
  ReachDesk(const ReachDesk* before, const Dataset& data, const Frame& map_frame, const ReachChoice& choice,
            RunControl& run)
      : roads_(before
                   ? before->roads_
                   : std::make_shared<const ProjectTrial>(make_project_trial(
                         data,
                         {.network = choice.network, .sites = choice.sites, .largest_minutes = kMostMinutes},
                         run))),
        present_(roads_->trial->present(sites_of_kind(roads_->sites, choice.kind), choice.direction, run)),
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

std::shared_ptr<const Table> table_named(const State& state, const std::string& layer) {
  const Layer* found = state.map ? state.map->data.find(layer) : nullptr;
  return found ? found->table : nullptr;
}

/// Layers that are gone give way to the last ones there are.
void choose_layers(State& state, ReachChoice& choice) {
  const auto choose = [&](std::string& name, Role role) {
    const std::vector<std::string> names = reach_layers(state, role);
    if (std::find(names.begin(), names.end(), name) == names.end()) name = names.empty() ? "" : names.back();
  };
  choose(choice.network, Role::network);
  choose(choice.sites, Role::institutions);
  if (choice.kind.empty()) return;
  const auto sites = table_named(state, choice.sites);
  const std::vector<std::string> kinds = sites ? kinds_of_sites(*sites) : std::vector<std::string>{};
  if (std::find(kinds.begin(), kinds.end(), choice.kind) == kinds.end()) choice.kind.clear();
}

/// A site that was selected, on the map, in the table or by its name, is the one shown.
void follow_selection(State& state) {
  ReachView& view = state.reach;
  const void* rows = state.selection.rows.get();
  if (rows == view.seen_selection) return;
  view.seen_selection = rows;
  if (state.selection.empty() || state.selection.layer != view.choice.sites) return;
  view.place = ReachPlace{.site = state.selection.last};
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
  const bool same_roads =
      made.network == wanted.network && made.firms == wanted.firms && made.sites == wanted.sites;
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

std::string usual_candidate_name(const State& state) {
  const auto table = table_named(state, state.reach.choice.sites);
  const Column* names = table ? table->find("name") : nullptr;
  const auto taken = [&](const std::string& name) {
    for (std::size_t row = 0; names && row < table->row_count; ++row)
      if (names->text(row) == name) return true;
    return false;
  };
  std::string name;
  for (int number = 1; name.empty() || taken(name); ++number)
    name = fmt::format(fmt::runtime(tr("Planned site {}")), number);
  return name;
}

std::string reach_place_name(const State& state) {
  const ReachView& view = state.reach;
  if (!view.place) return "";
  if (!view.place->site) return view.name.empty() ? usual_candidate_name(state) : view.name;
  const auto table = table_named(state, view.choice.sites);
  const auto text = [&](const char* column) {
    const Column* values = table ? table->find(column) : nullptr;
    return values && *view.place->site < values->size() ? values->text(*view.place->site) : std::string();
  };
  if (std::string name = site_name(text("name"), text("kind"), text("id")); !name.empty()) return name;
  return fmt::format(fmt::runtime(tr("Row {}")), *view.place->site + 1);
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
                               table_named(state, view.choice.sites), view.choice.kind,
                               view.choice.direction};
  if (view.desk && view.desk_made_for.sites != wanted.sites && view.place && view.place->site)
    view.place.reset();  // rows of another table
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

Layer layer_with_candidate(const State& state) {
  const ReachView& view = state.reach;
  if (!state.map || !view.open || !view.place || view.place->site)
    throw usage_error(tr("there is no what-if site"), tr("tick “What-if site” and click on the map"));
  double x = view.place->x_m, y = view.place->y_m;
  if (state.map->data.frame.kind != FrameKind::plane)
    Projector(state.map->scene.frame).lonlat_from_metres({&x, 1}, {&y, 1});
  return layer_with_site(*state.map->data.find(view.choice.sites), x, y, reach_place_name(state),
                         view.choice.kind);
}

void take_planned_sites(State& state, const std::string& layer) {
  LayerView* now = find_layer(state, layer);
  LayerView* before = find_layer(state, state.reach.choice.sites);
  if (!now || now == before) return;
  if (before) {
    now->style = before->style;
    now->style.visible = true;
    before->style.visible = false;
  }
  const auto table = table_named(state, layer);
  state.reach.choice.sites = layer;
  state.reach.name.clear();
  state.reach.place.reset();
  if (!table || table->row_count == 0) return;
  RowSet rows(table->row_count);
  rows.insert(table->row_count - 1);
  state.selection = selection_of(layer, std::move(rows));
}

}  // namespace agglo::viewer
