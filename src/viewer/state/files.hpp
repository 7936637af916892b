// Files: the file dialog's logic. It needs nothing but a directory listing, so it works on every desktop.
#pragma once

#include <optional>

#include "viewer/state/actions.hpp"

namespace agglo::viewer {

void open_dialog(State& state, DialogPurpose purpose, const std::string& operation, const std::string& key);
/// Directories first, then files, in the dialog's order; names starting with a dot only when `hidden`. An
/// unreadable directory leaves the listing as it was and sets `error`.
void list_directory(FileDialog& dialog, const std::filesystem::path& directory);
void sort_entries(FileDialog& dialog);
/// True for entries that the filter and the purpose let through (directories always).
bool shown_in_dialog(const FileDialog& dialog, const FileEntry& entry);
/// Makes the shown entry `step` places after the one that is named the named one.
void step_entry(FileDialog& dialog, int step);
/// The typed name or path as far as the files that begin so agree, with "/" behind the only folder. Letters'
/// case is taken from the files. Unchanged when nothing begins so.
std::string completed_path(const FileDialog& dialog, const std::string& typed);
/// Makes a folder in the one listed and enters it; `error` says why when it cannot.
void make_folder(FileDialog& dialog, const std::string& name);
/// What the chosen name means: an action, or nothing (a directory was entered, the dialog asks whether to
/// replace a file, or `error` was set).
std::optional<Action> accept_dialog(FileDialog& dialog, bool replace);
const char* dialog_title(DialogPurpose purpose);
/// True when the dialog names a file to write.
bool dialog_saves(DialogPurpose purpose);
/// Saving into a file that is there replaces nothing.
bool dialog_may_exist(DialogPurpose purpose);
/// Of the files shown, ".gpkg"; empty = all.
std::vector<std::string> dialog_endings(DialogPurpose purpose);
/// Home, its usual folders, drives that are mounted, then `recent` folders; those that are there.
std::vector<FolderPlace> folder_places(const std::vector<std::filesystem::path>& recent);

}  // namespace agglo::viewer
