// Commands and facts of scripts: jobs, steps, sessions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/state/compare.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/state/history.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

std::string yes_or_no(bool yes) {
  return yes ? "yes" : "no";
}

/// "750 m: 23", the radius the form asks for and the firms within it round the pointer.
std::string preview_text(const State& state) {
  const auto preview = radius_preview(state);
  if (!preview || !state.cursor_on_map) return "";
  const WorldPoint place = world_from_screen(state.camera, state.cursor_x, state.cursor_y);
  const double radius_m = preview->radii_m.front();
  const auto firms = firms_within(state, place.x_m, place.y_m, radius_m);
  return fmt::format("{:g} m: {}", radius_m, firms ? std::to_string(*firms) : "-");
}

std::string compared(const State& state) {
  if (!state.compare) return "";
  if (!state.compare->numbers) return state.compare->problem;
  const ComparedNumbers& n = *state.compare->numbers;
  return fmt::format("{} and {} clusters, agreement {:.3f}", n.a.clusters, n.b.clusters, n.agreement);
}

std::string step_list(const State& state) {
  std::string names;
  if (state.recipe)
    for (const RecipeStep& step : state.recipe->steps) names += (names.empty() ? "" : " ") + step.step.name;
  return names;
}

/// "lon=X_POS lat=Y_POS sector=NACE": what the import form would take.
std::string import_columns_text(const State& state) {
  std::string text;
  for (const std::string& field : import_fields_of_form(state))
    if (const ImportColumn from = import_column(state, field); !from.column.empty())
      text += (text.empty() ? "" : " ") + field + "=" + from.column;
  return text;
}

std::size_t step_number(const App& app, const Words& a) {
  const std::size_t steps = app.state.recipe ? app.state.recipe->steps.size() : 0;
  const double number = script_number(a[0]);
  if (!(number >= 1 && number <= static_cast<double>(steps)) || number != std::floor(number))
    throw usage_error("there is no step " + a[0], fmt::format("the history has {}, counted from 1", steps));
  return static_cast<std::size_t>(number) - 1;
}

/// Looks at both names first: a comparison with what is not there is none.
void compare_two(App& app, const Words& a) {
  const std::vector<Clustering>& all = app.state.clusterings;
  std::string known;
  for (const Clustering& one : all) known += (known.empty() ? "" : ", ") + one.step;
  for (const std::string& name : a)
    if (std::none_of(all.begin(), all.end(), [&](const Clustering& one) { return one.step == name; }))
      throw usage_error("there is no clustering \"" + name + "\"", "clusterings: " + known);
  app.act(CompareResults{a[0], a[1]});
}

constexpr std::array kCommands{
    ScriptCommand{"compare", "tt", "compare A B", "two clusterings, by the names of their steps", compare_two,
                  true, ScriptNeeds::map},
    ScriptCommand{"divider", "n", "divider SHARE", "how much of the map the first one has, 0 to 1",
                  [](App& app, const Words& a) { app.act(MoveDivider{script_between(a[0], 0, 1)}); }, false,
                  ScriptNeeds::comparison},
    ScriptCommand{"select-step", "n", "select-step N", "show what a step of the history made",
                  [](App& app, const Words& a) { app.act(SelectStep{step_number(app, a)}); }, false,
                  ScriptNeeds::project},
    ScriptCommand{"edit-step", "n", "edit-step N", "the form of a step, filled in",
                  [](App& app, const Words& a) { app.act(EditStep{step_number(app, a)}); }, false,
                  ScriptNeeds::project},
    ScriptCommand{"delete-step", "n", "delete-step N", "take a step and its result out of the project",
                  [](App& app, const Words& a) { app.act(DeleteStep{step_number(app, a)}); }, true,
                  ScriptNeeds::project},
    ScriptCommand{"rerun-from", "n", "rerun-from N", "run a step and all after it again",
                  [](App& app, const Words& a) { app.act(RerunSteps{step_number(app, a)}); }, true,
                  ScriptNeeds::project},
    ScriptCommand{"save-recipe", "t", "save-recipe FILE", "the steps as a recipe file",
                  [](App& app, const Words& a) { app.act(SaveRecipe{a[0]}); }, false, ScriptNeeds::project},
    ScriptCommand{"start", "", "start", "run the form without waiting for it, as a user who goes on working",
                  [](App& app, const Words&) { app.act(RunForm{app.state.operation}); }, false,
                  ScriptNeeds::form},
    ScriptCommand{"pause", "n", "pause SECONDS", "let that much time go by",
                  [](App& app, const Words& a) { app.pause(script_between(a[0], 0, 600)); }},
    ScriptCommand{"rename-layer", "tt", "rename-layer NAME TITLE", "give a layer another title",
                  [](App& app, const Words& a) {
                    app.act(RenameLayer{layer_named(app.state, a[0]), a[1]});
                  },
                  true, ScriptNeeds::project},
    ScriptCommand{"remove-layer", "t", "remove-layer NAME", "take a layer out of the project",
                  [](App& app, const Words& a) { app.act(RemoveLayer{layer_named(app.state, a[0])}); }, true,
                  ScriptNeeds::project},
    ScriptCommand{"hold-jobs", "s", "hold-jobs on|off",
                  "let analyses and saving wait in the queue, until off or the next wait",
                  [](App& app, const Words& a) { app.jobs.hold(a[0] == "on"); }},
    ScriptCommand{"cancel-jobs", "", "cancel-jobs", "cancel all that runs or waits",
                  [](App& app, const Words&) {
                    for (const JobView& job : app.jobs.list()) app.act(CancelJob{job.id});
                  }},
};

constexpr std::array kFacts{
    ScriptFact{"jobs", [](const App& app) { return std::to_string(app.jobs.list().size()); }},
    ScriptFact{"undo", [](const App& app) { return undo_title(app.state); }},
    ScriptFact{"redo", [](const App& app) { return redo_title(app.state); }},
    ScriptFact{"steps", [](const App& app) { return step_list(app.state); }},
    ScriptFact{"asks", [](const App& app) { return yes_or_no(app.state.asking.has_value()); }},
    ScriptFact{"left-session", [](const App& app) { return yes_or_no(app.state.left_session.has_value()); }},
    ScriptFact{"quits", [](const App& app) { return yes_or_no(app.state.quit); }},
    ScriptFact{"recent", [](const App& app) { return std::to_string(app.state.settings.recent.size()); }},
    ScriptFact{"theme", [](const App& app) { return std::string(app.state.dark ? "dark" : "light"); }},
    ScriptFact{"preview", [](const App& app) { return preview_text(app.state); }},
    ScriptFact{"compared", [](const App& app) { return compared(app.state); }},
    ScriptFact{"import-columns", [](const App& app) { return import_columns_text(app.state); }},
    ScriptFact{"form", [](const App& app) { return app.state.operation; }},
};

}  // namespace

std::span<const ScriptCommand> work_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> work_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
