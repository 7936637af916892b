#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

/// The layer the style commands are about: that of the open style window, else the unfolded one, else the
/// topmost visible layer of data.
std::string styled_layer(const State& state) {
  for (const std::string& name : {state.style_window, state.styled_layer})
    if (find_layer(state, name)) return name;
  for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view)
    if (view->style.visible && !view->is_base_map) return view->name;
  return {};
}

bool has_styled_layer(const State& state) {
  return state.map && !styled_layer(state).empty();
}

constexpr std::array kCommands{
    Command{.id = "style.open",
            .menu = Menu::edit,
            .title = "Style of the layer…",
            .shortcut = {'L', Keys::kControl, "Ctrl+L"},
            .line_above = true,
            .enabled = has_styled_layer,
            .ticked = [](const State& state) { return !state.style_window.empty(); },
            .perform =
                [](const State& state, Actions& out) {
                  out.push_back(ShowStyle{state.style_window.empty() ? styled_layer(state) : ""});
                }},
    Command{
        .id = "style.copy",
        .menu = Menu::edit,
        .title = "Copy style",
        .enabled = has_styled_layer,
        .perform = [](const State& state, Actions& out) { out.push_back(CopyStyle{styled_layer(state)}); }},
    Command{
        .id = "style.paste",
        .menu = Menu::edit,
        .title = "Paste style",
        .enabled = [](const State& state) { return has_styled_layer(state) && state.style_clipboard; },
        .perform = [](const State& state, Actions& out) { out.push_back(PasteStyle{styled_layer(state)}); }},
    Command{
        .id = "style.reset",
        .menu = Menu::edit,
        .title = "Reset style",
        .enabled = has_styled_layer,
        .perform = [](const State& state, Actions& out) { out.push_back(ResetStyle{styled_layer(state)}); }},
    Command{.id = "view.vision-usual",
            .menu = Menu::view,
            .title = "Colours as they are",
            .line_above = true,
            .ticked = [](const State& state) { return state.vision == Vision::usual; },
            .perform = [](const State&, Actions& out) { out.push_back(SetVision{Vision::usual}); }},
    Command{.id = "view.vision-protan",
            .menu = Menu::view,
            .title = "As seen without red cones (protanopia)",
            .ticked = [](const State& state) { return state.vision == Vision::protan; },
            .perform = [](const State&, Actions& out) { out.push_back(SetVision{Vision::protan}); }},
    Command{.id = "view.vision-deutan",
            .menu = Menu::view,
            .title = "As seen without green cones (deuteranopia)",
            .ticked = [](const State& state) { return state.vision == Vision::deutan; },
            .perform = [](const State&, Actions& out) { out.push_back(SetVision{Vision::deutan}); }},
    Command{.id = "view.vision-tritan",
            .menu = Menu::view,
            .title = "As seen without blue cones (tritanopia)",
            .ticked = [](const State& state) { return state.vision == Vision::tritan; },
            .perform = [](const State&, Actions& out) { out.push_back(SetVision{Vision::tritan}); }},
};

}  // namespace

std::span<const Command> style_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
