#include "viewer/state/desktop_dialog.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "viewer/state/files.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

bool can_run(const fs::path& file) {
  std::error_code unknown;
  const fs::file_status status = fs::status(file, unknown);
  constexpr auto kMayRun = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  return !unknown && fs::is_regular_file(status) && (status.permissions() & kMayRun) != fs::perms::none;
}

/// "*.pdf *.PDF *.svg *.SVG": both programs tell capitals from small letters.
std::string patterns_of(const std::vector<std::string>& endings) {
  std::string patterns;
  for (const std::string& ending : endings) {
    std::string capitals = ending;
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    patterns += (patterns.empty() ? "*" : " *") + ending + " *" + capitals;
  }
  return patterns;
}

}  // namespace

fs::path find_desktop_dialog(const std::string& path, const std::string& desktop) {
  std::array<const char*, 2> names{"zenity", "kdialog"};
  if (desktop.find("KDE") != std::string::npos) std::swap(names[0], names[1]);
  for (const char* name : names)
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t end = std::min(path.find(':', begin), path.size());
      const fs::path folder = path.substr(begin, end - begin);
      if (folder.is_absolute() && can_run(folder / name)) return folder / name;
      begin = end + 1;
    }
  return {};
}

std::vector<std::string> desktop_dialog_words(const fs::path& program, const FileDialog& dialog) {
  const bool saves = dialog_saves(dialog.purpose);
  const std::string title = dialog_title(dialog.purpose);
  const std::string patterns = patterns_of(dialog_endings(dialog.purpose));
  const std::string start = (dialog.directory / (saves ? dialog.name : std::string())).string();
  if (program.filename() == "kdialog") {
    std::vector<std::string> words{"--title", title, saves ? "--getsavefilename" : "--getopenfilename",
                                   start};
    if (!patterns.empty()) words.push_back(patterns + "|" + patterns);
    return words;
  }
  std::vector<std::string> words{"--file-selection", "--title=" + title, "--filename=" + start};
  if (saves) words.emplace_back("--save");
  if (saves && !dialog_may_exist(dialog.purpose)) words.emplace_back("--confirm-overwrite");
  if (!patterns.empty()) {
    words.push_back("--file-filter=" + patterns);
    words.push_back(std::string("--file-filter=") + tr("All files") + " | *");
  }
  return words;
}

}  // namespace agglo::viewer
