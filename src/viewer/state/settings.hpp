// Settings: what the window remembers from one day to the next, whatever the project. One JSON file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace agglo::viewer {

/// A new setting is a field here and a line each in settings_json() and settings_from_json().
struct Settings {
  bool dark = false;
  double font_scale = 1;                      ///< of all texts of the window; kLeastFontScale..kMostFontScale
  std::string language;                       ///< "en", "es" ...; empty = as the desktop has it
  std::vector<std::filesystem::path> recent;  ///< projects, absolute, last opened first
  bool desktop_dialogs = false;  ///< files are chosen in the desktop's dialog, where there is one
  bool tour_seen = false;        ///< the tour was begun or refused
  std::vector<std::filesystem::path> folders;  ///< of the file dialog, last used first
  int width = 1600, height = 900;              ///< of the window
  bool operator==(const Settings&) const = default;
};
constexpr double kLeastFontScale = 0.75, kMostFontScale = 2.5;
constexpr std::size_t kMostRecent = 12;

std::string settings_json(const Settings& settings);
/// Fields that are missing or out of range take their defaults; unknown ones are ignored. Throws Error{usage}
/// when the text is no JSON object.
Settings settings_from_json(const std::string& text);

/// Where the settings are; empty when the user has no folder for them.
std::filesystem::path settings_file();
/// The settings in the file, defaults when there is none. A broken file gives the defaults, says so in
/// `problem` and is kept beside under the name FILE.broken.
Settings load_settings(const std::filesystem::path& file, std::string& problem);
/// Throws Error{failure} when they cannot be written; the earlier ones then stay.
void save_settings(const std::filesystem::path& file, const Settings& settings);
/// Stores what changed from `before` to `mine` and leaves the rest of the file as another window may have
/// stored it meanwhile: projects and folders of both, what was used here first. Returns the settings now in
/// the file. One window at a time does so. Throws Error{failure} as save_settings().
Settings save_changes(const std::filesystem::path& file, const Settings& before, const Settings& mine);
/// Puts a project at the top of the recent ones.
void add_recent(Settings& settings, const std::filesystem::path& project);
/// Puts a folder at the top of those of the file dialog.
void add_folder(Settings& settings, const std::filesystem::path& folder);

}  // namespace agglo::viewer
