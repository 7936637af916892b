// Desktop dialog: what zenity or kdialog is asked for in the place of the window's own file dialog.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "viewer/state/file_dialog.hpp"

namespace agglo::viewer {

/// The program for file dialogs among the folders of `path` ("/usr/bin:/bin", as the environment has it):
/// kdialog before zenity on a KDE desktop, zenity first elsewhere. Empty when there is neither.
std::filesystem::path find_desktop_dialog(const std::string& path, const std::string& desktop);

/// The words after the program's name: title, folder and name to begin with, endings of the files shown.
std::vector<std::string> desktop_dialog_words(const std::filesystem::path& program, const FileDialog& dialog);

}  // namespace agglo::viewer
