// Files: the file dialog's logic. It needs nothing but a directory listing, so it works on every desktop.
#pragma once

#include <optional>

#include "viewer/state/actions.hpp"

namespace agglo::viewer {

void open_dialog(State& state, DialogPurpose purpose, const std::string& operation, const std::string& key);
/// Directories first, then files, both by name; names starting with a dot are left out. An unreadable
/// directory leaves the listing as it was and sets `error`.
void list_directory(FileDialog& dialog, const std::filesystem::path& directory);
/// True for entries that the filter and the purpose let through (directories always).
bool shown_in_dialog(const FileDialog& dialog, const FileEntry& entry);
/// What the chosen name means: an action, or nothing (a directory was entered, or `error` was set).
std::optional<Action> accept_dialog(FileDialog& dialog);
const char* dialog_title(DialogPurpose purpose);

}  // namespace agglo::viewer
