// Commands of scripts: language, sizes, keyboard, tour.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "viewer/panels/commands.hpp"
#include "viewer/text/bidi.hpp"
#include "viewer/text/languages.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

/// "Ctrl+Shift+P", "F6", "Down".
void press_key(App& app, const std::string& name) {
  static const std::map<std::string, int> names{
      {"Esc", Keys::kEscape},        {"Enter", Keys::kEnter}, {"Tab", Keys::kTab},
      {"Delete", Keys::kDelete},     {"Right", Keys::kRight}, {"Left", Keys::kLeft},
      {"Down", Keys::kDown},         {"Up", Keys::kUp},       {"Space", Keys::kSpace},
      {"Home", Keys::kHome},         {"End", Keys::kEnd},     {"PageUp", Keys::kPageUp},
      {"PageDown", Keys::kPageDown}, {"Plus", Keys::kEqual},  {"Minus", Keys::kMinus}};
  std::string rest = name;
  int mods = 0;
  for (const auto& [word, bit] :
       {std::pair("Ctrl+", Keys::kControl), std::pair("Alt+", Keys::kAlt), std::pair("Shift+", Keys::kShift)})
    if (rest.starts_with(word)) {
      mods |= bit;
      rest.erase(0, std::string_view(word).size());
    }
  int key = rest.size() == 1 ? rest[0] : 0;
  if (const auto found = names.find(rest); found != names.end()) key = found->second;
  if (key == 0 && rest.size() > 1 && rest[0] == 'F')
    key = Keys::kF1 - 1 + static_cast<int>(script_number(rest.substr(1)));
  if (key == 0)
    throw usage_error("there is no key \"" + name + "\"", "for example F, F6, Esc, Down, Ctrl+Shift+P");
  app.window.input.push(KeyPress{key, mods, true});
  app.window.input.push(KeyPress{key, 0, false});
}

void type_text(App& app, const std::string& text) {
  for (const char32_t c : code_points(text))
    app.window.input.push(TypedCharacter{static_cast<unsigned int>(c)});
}

std::string help_name(const App& app) {
  constexpr std::array kNames{"none", "palette", "shortcuts", "terms"};
  return kNames[static_cast<std::size_t>(app.state.help.open)];
}
std::string keyboard_name(const App& app) {
  constexpr std::array kNames{"map", "left", "right", "bottom"};
  return kNames[static_cast<std::size_t>(app.state.help.keyboard)];
}
std::string view_text(const App& app) {
  const Camera& camera = app.state.camera;
  return fmt::format("{:.0f} {:.0f}", camera.centre_x_m, camera.centre_y_m);
}
std::string tour_text(const App& app) {
  return app.state.help.tour ? std::to_string(*app.state.help.tour + 1) : std::string("off");
}

constexpr std::array kCommands{
    ScriptCommand{"key", "t", "key NAME", "press a key: F, F6, Down, Esc, Ctrl+Shift+P ...",
                  [](App& app, const Words& a) { press_key(app, a[0]); }},
    ScriptCommand{"type", "t", "type TEXT", "type into the field that has the keyboard",
                  [](App& app, const Words& a) { type_text(app, a[0]); }},
    ScriptCommand{
        "tour", "n", "tour STEP",
        "go to a step of the tour, from 1 (after the last: end it); start it with: command help.tour",
        [](App& app, const Words& a) {
          app.act(TourStep{
              static_cast<std::size_t>(script_whole(a[0], 1, static_cast<int>(kTourSteps) + 1) - 1)});
        },
        false, ScriptNeeds::tour},
    ScriptCommand{"language", "t", "language CODE", "of the window: en, es, fr, zh, ar",
                  [](App& app, const Words& a) {
                    if (!find_language(a[0]))
                      throw usage_error("there is no language \"" + a[0] + "\"", "give en, es, fr, zh or ar");
                    app.act(SetLanguage{a[0]});
                  }},
    ScriptCommand{
        "text-size", "n", "text-size PERCENT", "of all texts of the window, 75 to 250",
        [](App& app, const Words& a) { app.act(SetTextScale{script_between(a[0], 75, 250) / 100}); }}};

constexpr std::array kFacts{ScriptFact{"help", help_name},
                            ScriptFact{"keyboard", keyboard_name},
                            ScriptFact{"view", view_text},
                            ScriptFact{"tour", tour_text},
                            ScriptFact{"language", [](const App& app) { return app.state.language; }},
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
