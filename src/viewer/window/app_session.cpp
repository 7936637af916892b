// App: settings, autosave and other windows.
#include <fmt/format.h>

#include <utility>

#include "viewer/panels/fonts.hpp"
#include "viewer/state/autosave.hpp"
#include "viewer/state/whole_file.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/start_program.hpp"

namespace agglo::viewer {

/// That of the settings, else of the desktop, if it can be shown; a script's pictures do not depend on
/// either.
void App::choose_language() {
  if (!options_.remembers) return;
  const std::string wanted = stored_.language.empty() ? language_of_desktop() : stored_.language;
  const Language* chosen = find_language(wanted);
  if (!chosen) return;
  if (!has_font_for(chosen->font_sample)) {
    state.messages.push_back({MessageKind::warning, "Language",
                              fmt::format("No font on this computer has the characters of {}.", chosen->name),
                              fmt::format("install the Debian package {}", chosen->font_package)});
    return;
  }
  state.language = chosen->code;
}

Settings App::stored_settings() {
  return options_.remembers ? load_settings(settings_file(), settings_problem_) : Settings{};
}

void App::store_settings() {
  if (!options_.remembers || state.settings == stored_) return;
  const Settings before =
      std::exchange(stored_, state.settings);  // a folder that cannot be written is told of once
  try {
    const Settings all = save_changes(settings_file(), before, stored_);
    // Projects of other windows join the list here; how this window looks is its own.
    state.settings.recent = all.recent;
    state.settings.folders = all.folders;
    stored_ = state.settings;
  } catch (const Error& error) {
    state.messages.push_back(
        {MessageKind::warning, tr("The settings could not be saved"), error.message, error.hint});
  }
}

bool App::keep_session() {
  if (!session_file_) return false;
  const bool due = state.now_s - kept_s_ >= kKeepEvery_s;
  const bool changed = frames_since_kept_ > 0;
  if (!due || !changed) return changed;
  kept_s_ = state.now_s;
  frames_since_kept_ = 0;
  store_settings();
  std::string text = autosave_json(state);
  if (text == autosaved_) return false;
  autosaved_ = std::move(text);
  try {
    session_file_->write(autosaved_);
  } catch (const Error& error) {
    session_file_.reset();  // told once
    state.messages.push_back(
        {MessageKind::warning, tr("This session cannot be autosaved"), error.message, error.hint});
  }
  return false;
}

void App::look_at_project_file() {
  const bool came_back = std::exchange(window.came_back, false);
  if (!came_back && state.now_s - looked_s_ < kKeepEvery_s) return;
  looked_s_ = state.now_s;
  update(state, CheckProjectFile{}, jobs);
  if (state.file_change) frames_left_ = kFramesToRest;
}

void App::offer_left_session() {
  const auto left = session_file_->left_behind();
  if (!left) return;
  try {
    state.left_session = LeftSession{left->file, autosave_from_json(left->text)};
  } catch (const Error& error) {
    SessionFile::forget(left->file);
    state.messages.push_back(
        {MessageKind::warning, tr("What the last session left cannot be restored"), error.message, ""});
  }
}

void App::start_new_windows() {
  for (const auto& file : std::exchange(state.new_windows, {}))
    if (!start_program("/proc/self/exe",
                       file.empty() ? std::vector<std::string>{} : std::vector<std::string>{file.string()}))
      state.messages.push_back({MessageKind::error, tr("Another window cannot be started"), "", ""});
}

}  // namespace agglo::viewer
