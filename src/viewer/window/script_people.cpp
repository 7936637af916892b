// Commands of scripts: language and sizes.
#include <array>

#include <fmt/format.h>

#include "viewer/text/tr.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

constexpr std::array kCommands{
    ScriptCommand{"language", "t", "language CODE", "of the window: en, es, fr, zh, ar",
                  [](App& app, const Words& a) { app.act(SetLanguage{a[0]}); }},
    ScriptCommand{"text-size", "n", "text-size PERCENT", "of all texts of the window, 75 to 250",
                  [](App& app, const Words& a) { app.act(SetTextScale{script_number(a[0]) / 100}); }}};

constexpr std::array kFacts{ScriptFact{"language", [](const App& app) { return app.state.language; }},
                            ScriptFact{"text-size", [](const App& app) {
                                         return fmt::format("{:.0f}", app.state.settings.font_scale * 100);
                                       }}};

}  // namespace

std::span<const ScriptCommand> people_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> people_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
