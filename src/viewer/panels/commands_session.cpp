#include <array>

#include "viewer/panels/commands.hpp"
#include "viewer/state/compare.hpp"

namespace agglo::viewer {

namespace {

bool is_asking(const State& state) {
  return state.asking.has_value();
}
bool has_left(const State& state) {
  return state.left_session.has_value();
}
void answer(UnsavedAnswer what, Actions& out) {
  out.push_back(AnswerUnsaved{what});
}

constexpr std::array kCommands{
    Command{.id = "view.compare",
            .menu = Menu::view,
            .title = "Compare two results",
            .line_above = true,
            .enabled = [](const State& state) { return state.compare || state.clusterings.size() >= 2; },
            .ticked = [](const State& state) { return state.compare.has_value(); },
            .perform =
                [](const State& state, Actions& out) {
                  if (state.compare)
                    out.push_back(EndCompare{});
                  else
                    out.push_back(CompareResults{});
                }},
    Command{.id = "view.history",
            .menu = Menu::view,
            .title = "History",
            .shortcut = {Keys::kF1 + 4, 0, "F5"},
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowPanel{PanelName::history, true});
                }},
    Command{.id = "view.jobs",
            .menu = Menu::view,
            .title = "Jobs and messages",
            .shortcut = {Keys::kF1 + 7, 0, "F8"},
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowPanel{PanelName::activity, true});
                }},
    Command{.id = "recipe.copy",
            .menu = Menu::edit,
            .title = "Copy all steps as commands",
            .line_above = true,
            .enabled = has_project,
            .perform = [](const State&, Actions& out) { out.push_back(CopySteps{}); }},
    Command{.id = "project.reload",
            .menu = Menu::project,
            .title = "Reload from disk",
            .enabled = has_project,
            .perform = [](const State&, Actions& out) { out.push_back(ReloadProject{}); }},
    Command{.id = "project.copy",
            .menu = Menu::project,
            .title = "Save a copy…",
            .enabled = has_project,
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowDialog{DialogPurpose::save_copy, "", ""});
                }},
    Command{.id = "project.keep",
            .menu = Menu::none,
            .title = "Go on with what is open",
            .enabled = [](const State& state) { return state.file_change.has_value(); },
            .perform = [](const State&, Actions& out) { out.push_back(KeepProject{}); }},
    Command{.id = "recipe.save",
            .menu = Menu::project,
            .title = "Save as recipe…",
            .enabled = has_project,
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowDialog{DialogPurpose::save_recipe, "", ""});
                }},
    Command{.id = "window.new",
            .menu = Menu::project,
            .title = "New window",
            .shortcut = {'N', Keys::kControl, "Ctrl+N"},
            .line_above = true,
            .perform = [](const State&, Actions& out) { out.push_back(NewWindow{}); }},
    Command{.id = "window.same",
            .menu = Menu::project,
            .title = "This project in another window",
            .enabled = has_project,
            .perform = [](const State& state, Actions& out) { out.push_back(NewWindow{state.project}); }},
    Command{.id = "session.restore",
            .menu = Menu::none,
            .title = "Restore the last session",
            .enabled = has_left,
            .perform = [](const State&, Actions& out) { out.push_back(RestoreSession{}); }},
    Command{.id = "session.forget",
            .menu = Menu::none,
            .title = "Discard the last session",
            .enabled = has_left,
            .perform = [](const State&, Actions& out) { out.push_back(ForgetSession{}); }},
    Command{.id = "unsaved.save",
            .menu = Menu::none,
            .title = "Save, then go on",
            .enabled = is_asking,
            .perform = [](const State&, Actions& out) { answer(UnsavedAnswer::save, out); }},
    Command{.id = "unsaved.discard",
            .menu = Menu::none,
            .title = "Go on without saving",
            .enabled = is_asking,
            .perform = [](const State&, Actions& out) { answer(UnsavedAnswer::discard, out); }},
    Command{.id = "unsaved.cancel",
            .menu = Menu::none,
            .title = "Do not close",
            .enabled = is_asking,
            .perform = [](const State&, Actions& out) { answer(UnsavedAnswer::cancel, out); }},
};

}  // namespace

std::span<const Command> session_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
