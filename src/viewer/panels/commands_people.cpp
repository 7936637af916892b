// Commands: language, size of texts.
#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

constexpr double kTextStep = 1.1;

void larger(const State& state, Actions& out) {
  out.push_back(SetTextScale{state.settings.font_scale * kTextStep});
}
void smaller(const State& state, Actions& out) {
  out.push_back(SetTextScale{state.settings.font_scale / kTextStep});
}

template <char A, char B>
constexpr Command speak(const char* id, const char* name) {
  return {.id = id,
          .menu = Menu::language,
          .title = name,
          .ticked =
              [](const State& state) {
                return state.language == std::string{A, B};
              },
          .perform =
              [](const State&, Actions& out) {
                out.push_back(SetLanguage{{A, B}});
              }};
}

constexpr std::array kCommands{
    Command{.id = "view.larger-text",
            .menu = Menu::view,
            .title = "Larger text",
            .shortcut = {Keys::kEqual, Keys::kControl, "Ctrl++"},
            .line_above = true,
            .perform = larger},
    Command{.id = "view.larger-text-shift",
            .menu = Menu::none,
            .title = "Larger text",
            .shortcut = {Keys::kEqual, Keys::kControl | Keys::kShift, "Ctrl++"},
            .perform = larger},
    Command{.id = "view.larger-text-pad",
            .menu = Menu::none,
            .title = "Larger text",
            .shortcut = {Keys::kPadPlus, Keys::kControl, "Ctrl++"},
            .perform = larger},
    Command{.id = "view.smaller-text",
            .menu = Menu::view,
            .title = "Smaller text",
            .shortcut = {Keys::kMinus, Keys::kControl, "Ctrl+-"},
            .perform = smaller},
    Command{.id = "view.smaller-text-pad",
            .menu = Menu::none,
            .title = "Smaller text",
            .shortcut = {Keys::kPadMinus, Keys::kControl, "Ctrl+-"},
            .perform = smaller},
    Command{.id = "view.text-size",
            .menu = Menu::view,
            .title = "Text at 100 %",
            .shortcut = {'0', Keys::kControl, "Ctrl+0"},
            .perform = [](const State&, Actions& out) { out.push_back(SetTextScale{1}); }},
    speak<'e', 'n'>("language.english", "English"),
    speak<'e', 's'>("language.spanish", "Español"),
    speak<'f', 'r'>("language.french", "Français"),
    speak<'z', 'h'>("language.chinese", "简体中文"),
    speak<'a', 'r'>("language.arabic", "العربية"),
};

}  // namespace

std::span<const Command> people_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
