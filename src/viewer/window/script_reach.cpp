// Commands and facts of scripts: the catchment by road.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "viewer/state/reach.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

/// The answer that holds now; nothing while there is none.
const TrialReach* reached(const App& app) {
  const ReachAnswer* answer = reach_answer(app.state);
  return answer ? &answer->trial.reach.front() : nullptr;
}

std::string state_name(const App& app) {
  const ReachAnswer* answer = reach_answer(app.state);
  if (!answer) return "";
  switch (answer->trial.state) {
    case TrialState::reached:
      return "reached";
    case TrialState::island:
      return "island";
    case TrialState::no_road:
      return "no road";
    case TrialState::no_place:
      break;
  }
  return "no place";
}

void choose_site(App& app, const Words& a) {
  ReachChoice choice = app.state.reach.choice;
  for (const std::uint32_t row : reach_sites(app.state)) {
    if (reach_site_name(app.state, row) != a[0]) continue;
    std::erase(choice.left_out, row);
    if (!script_choice(a[1], "on", "off"))
      choice.left_out.insert(std::lower_bound(choice.left_out.begin(), choice.left_out.end(), row), row);
    return app.act(ChooseReach{choice});
  }
  throw usage_error("no site of the kinds chosen is called \"" + a[0] + "\"");
}

void describe(App& app, const Words& a) {
  Candidate candidate = app.state.reach.candidate;
  const std::map<std::string, std::string*> parts{{"name", &candidate.name},
                                                  {"kind", &candidate.kind},
                                                  {"services", &candidate.services},
                                                  {"capacity", &candidate.capacity}};
  const auto found = parts.find(a[0]);
  if (found == parts.end())
    throw usage_error("found \"" + a[0] + "\"", "give name, kind, services or capacity");
  *found->second = a[1];
  app.act(DescribeCandidate{candidate});
}

constexpr std::array kCommands{
    ScriptCommand{"reach", "s", "reach on|off", "shows or closes the catchment by road",
                  [](App& app, const Words& a) { app.act(ShowReach{script_choice(a[0], "on", "off")}); },
                  true, ScriptNeeds::map},
    ScriptCommand{"reach-minutes", "n", "reach-minutes MINUTES", "the travel time of the catchment by road",
                  [](App& app, const Words& a) {
                    app.act(SetReachMinutes{script_between(a[0], kLeastMinutes, kMostMinutes)});
                  },
                  true, ScriptNeeds::map},
    ScriptCommand{"reach-kind", "T", "reach-kind [KINDS]",
                  "kinds of the sites it is compared with, by ;; none: all",
                  [](App& app, const Words& a) {
                    ReachChoice choice = app.state.reach.choice;
                    choice.kind = a.empty() ? "" : a[0];
                    app.act(ChooseReach{choice});
                  },
                  true, ScriptNeeds::map},
    ScriptCommand{"reach-site", "ts", "reach-site NAME on|off", "whether a site counts in the comparison",
                  choose_site, true, ScriptNeeds::map},
    ScriptCommand{"reach-candidate", "tt", "reach-candidate name|kind|services|capacity VALUE",
                  "what the what-if site is to be", describe, true, ScriptNeeds::map},
    ScriptCommand{"reach-direction", "t", "reach-direction to|from", "ways to the site, or from it",
                  [](App& app, const Words& a) {
                    ReachChoice choice = app.state.reach.choice;
                    choice.direction = script_choice(a[0], "to", "from") ? TravelDirection::to_sites
                                                                         : TravelDirection::from_sites;
                    app.act(ChooseReach{choice});
                  },
                  true, ScriptNeeds::map},
};

constexpr std::array kFacts{
    ScriptFact{"reach-state", state_name},
    ScriptFact{"reach-place", [](const App& app) { return reach_place_name(app.state); }},
    ScriptFact{"reach-minutes",
               [](const App& app) { return fmt::format("{:g}", app.state.reach.choice.minutes); }},
    ScriptFact{
        "reach-firms",
        [](const App& app) { return reached(app) ? std::to_string(reached(app)->firms) : std::string(); }},
    ScriptFact{
        "reach-newly",
        [](const App& app) { return reached(app) ? std::to_string(reached(app)->newly) : std::string(); }},
    ScriptFact{"reach-overlap",
               [](const App& app) {
                 return reached(app) ? fmt::format("{:.0f} % {}", 100 * reached(app)->overlap,
                                                   reach_answer(app.state)->overlap_name)
                                     : std::string();
               }},
    ScriptFact{"reach-at-edge",
               [](const App& app) {
                 return std::string(reached(app) && reached(app)->cut_roads > 0 ? "yes" : "no");
               }},
    ScriptFact{"reach-area",
               [](const App& app) {
                 return std::string(reach_answer(app.state) && reach_answer(app.state)->mesh ? "yes" : "no");
               }},
    ScriptFact{"reach-ms",
               [](const App& app) {
                 return reach_answer(app.state) ? fmt::format("{:.1f}", reach_answer(app.state)->elapsed_ms)
                                                : std::string();
               }},
};

}  // namespace

std::span<const ScriptCommand> reach_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> reach_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
