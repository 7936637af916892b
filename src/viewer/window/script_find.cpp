// Script commands and facts: find, marker, bookmarks.
#include <array>
#include <cmath>

#include "viewer/state/find.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

/// Typed as by hand, so that the box itself is tried.
void find_text(App& app, const Words& a) {
  app.act(ShowFind{false});
  app.settle();
  app.act(ShowFind{true});
  app.wait_for_jobs();  // names are collected by a job
  const std::string& text = a[0];
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at++]);
    unsigned code = first < 0x80   ? first
                    : first < 0xE0 ? first & 0x1FU
                    : first < 0xF0 ? first & 0x0FU
                                   : first & 0x07U;
    for (; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++at)
      code = code << 6 | (static_cast<unsigned char>(text[at]) & 0x3FU);
    app.window.input.push(TypedCharacter{code});
  }
}

std::string found(const State& state, bool detail) {
  if (state.find.choices() == 0) return "";
  if (state.find.place) return place_title(*state.find.place);
  const FoundName& first = state.find.found.front();
  return detail ? found_detail(state, first) : found_name(state, first);
}

constexpr std::array kCommands{
    ScriptCommand{"find", "t", "find TEXT", "type into the find box", find_text, false, ScriptNeeds::map},
    ScriptCommand{"find-go", "N", "find-go [N]", "go to the N-th result (1)",
                  [](App& app, const Words& a) {
                    const double n = a.empty() ? 1 : script_number(a[0]);
                    const auto found = static_cast<double>(app.state.find.choices());
                    if (!(n >= 1 && n <= found) || n != std::floor(n))
                      throw usage_error("there is no such result");
                    app.act(GoToFound{static_cast<std::size_t>(n) - 1});
                    app.act(ShowFind{false});
                  },
                  false, ScriptNeeds::map},
    ScriptCommand{"bookmark", "t", "bookmark NAME",
                  "go to a bookmark; one of that name is made when there is none",
                  [](App& app, const Words& a) {
                    for (std::size_t k = 0; k < app.state.bookmarks.size(); ++k)
                      if (app.state.bookmarks[k].name == a[0]) return app.act(GoToBookmark{k});
                    app.act(AddBookmark{a[0]});
                  },
                  false, ScriptNeeds::map}};

constexpr std::array kFacts{
    ScriptFact{"found", [](const App& app) { return std::to_string(app.state.find.choices()); }},
    ScriptFact{"found-name", [](const App& app) { return found(app.state, false); }},
    ScriptFact{"found-detail", [](const App& app) { return found(app.state, true); }},
    ScriptFact{"marker",
               [](const App& app) { return app.state.marker ? app.state.marker->text : std::string(); }},
    ScriptFact{"bookmarks", [](const App& app) { return std::to_string(app.state.bookmarks.size()); }}};

}  // namespace

std::span<const ScriptCommand> find_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> find_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
