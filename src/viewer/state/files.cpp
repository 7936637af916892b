#include "viewer/state/files.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <span>
#include <sstream>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// What a dialog is for, in one row.
struct Kind {
  DialogPurpose purpose;
  const char* title;
  bool saves;
  bool may_exist;                      ///< saving into a file that is there replaces nothing
  std::array<const char*, 6> endings;  ///< of the files shown; null = all, or no more
  const char* default_ending;          ///< of a name without one; null = none
  Action (*action)(const FileDialog& dialog, const fs::path& path);
};
constexpr std::array kKinds{
    Kind{DialogPurpose::open_project,
         tr_key("Open a project"),
         false,
         false,
         {".gpkg"},
         nullptr,
         [](const FileDialog&, const fs::path& path) -> Action { return OpenFile{path}; }},
    Kind{DialogPurpose::import_file,
         tr_key("Choose a file to import"),
         false,
         false,
         {},
         nullptr,
         [](const FileDialog&, const fs::path& path) -> Action {
           return SetFormFile{"import", path.string()};
         }},
    Kind{DialogPurpose::option_file,
         tr_key("Choose a file"),
         false,
         false,
         {},
         nullptr,
         [](const FileDialog& dialog, const fs::path& path) -> Action {
           return SetOption{dialog.operation, dialog.key, path.string()};
         }},
    Kind{DialogPurpose::export_map,
         tr_key("Export the map as PDF, SVG or PNG"),
         true,
         false,
         {".pdf", ".svg", ".png"},
         ".pdf",
         [](const FileDialog&, const fs::path& path) -> Action { return ExportView{path}; }},
    Kind{DialogPurpose::import_project,
         tr_key("Project file to import into"),
         true,
         true,
         {".gpkg"},
         ".gpkg",
         [](const FileDialog&, const fs::path& path) -> Action { return SetImportProject{path.string()}; }},
    Kind{DialogPurpose::export_page,
         tr_key("Export the page as PDF, SVG or PNG"),
         true,
         false,
         {".pdf", ".svg", ".png"},
         ".pdf",
         [](const FileDialog&, const fs::path& path) -> Action { return ExportPage{path}; }},
    Kind{DialogPurpose::page_image,
         tr_key("Choose a logo"),
         false,
         false,
         {},
         nullptr,
         [](const FileDialog&, const fs::path& path) -> Action { return AddPageImage{path.string()}; }},
    Kind{DialogPurpose::save_recipe,
         tr_key("Save the recipe as"),
         true,
         false,
         {".toml"},
         ".toml",
         [](const FileDialog&, const fs::path& path) -> Action { return SaveRecipe{path}; }},
    Kind{DialogPurpose::save_copy,
         tr_key("Save a copy of the project as"),
         true,
         true,
         {".gpkg"},
         ".gpkg",
         [](const FileDialog&, const fs::path& path) -> Action { return SaveCopy{path}; }},
    Kind{DialogPurpose::export_selection,
         tr_key("Export the selection as CSV, Excel, GeoJSON, GeoPackage, FlatGeobuf or Shapefile"),
         true,
         false,
         {".csv", ".xlsx", ".geojson", ".gpkg", ".fgb", ".shp"},
         ".csv",
         [](const FileDialog&, const fs::path& path) -> Action { return ExportSelection{path}; }},
    Kind{DialogPurpose::export_table,
         tr_key("Save the rows as CSV, XLSX, GeoJSON or GeoPackage"),
         true,
         false,
         {".csv", ".xlsx", ".geojson", ".gpkg", ".fgb", ".shp"},
         ".csv",
         [](const FileDialog&, const fs::path& path) -> Action { return ExportTable{path}; }},
    Kind{DialogPurpose::save_picture,
         tr_key("Save the map as a picture"),
         true,
         false,
         {".png"},
         ".png",
         [](const FileDialog&, const fs::path& path) -> Action {
           return TakePicture{0, path};
         }},
};

const Kind& kind_of(DialogPurpose purpose) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.purpose == purpose; });
}

fs::path home_folder() {
  const char* home = std::getenv("HOME");
  return home && *home != '\0' ? fs::path(home) : fs::path("/");
}

/// "~/x" is in the home folder, "x" in the folder shown.
fs::path meant(const FileDialog& dialog, const std::string& typed) {
  if (typed == "~" || typed.starts_with("~/"))
    return home_folder() / typed.substr(std::min<std::size_t>(2, typed.size()));
  return fs::path(typed).is_absolute() ? fs::path(typed) : dialog.directory / typed;
}

std::int64_t changed_s(const fs::directory_entry& entry) {
  std::error_code unknown;
  const auto time = entry.last_write_time(unknown);
  if (unknown) return 0;
  return std::chrono::duration_cast<std::chrono::seconds>(
             fs::file_time_type::clock::to_sys(time).time_since_epoch())
      .count();
}

/// Where drives, sticks and shares are mounted, as Linux lists them; nothing elsewhere.
std::vector<fs::path> mounted_folders() {
  std::vector<fs::path> folders;
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string device, folder;
    words >> device >> folder;
    for (std::size_t at = folder.find("\\040"); at != std::string::npos; at = folder.find("\\040"))
      folder.replace(at, 4, " ");
    for (const char* root : {"/media/", "/mnt/", "/run/media/"})
      if (folder.starts_with(root)) folders.emplace_back(folder);
  }
  return folders;
}

}  // namespace

const char* dialog_title(DialogPurpose purpose) {
  return tr(kind_of(purpose).title);
}
bool dialog_saves(DialogPurpose purpose) {
  return kind_of(purpose).saves;
}
bool dialog_may_exist(DialogPurpose purpose) {
  return kind_of(purpose).may_exist;
}
std::vector<std::string> dialog_endings(DialogPurpose purpose) {
  std::vector<std::string> endings;
  for (const char* ending : kind_of(purpose).endings)
    if (ending) endings.emplace_back(ending);
  return endings;
}

std::vector<FolderPlace> folder_places(const std::vector<fs::path>& recent) {
  std::vector<FolderPlace> places;
  const auto add = [&](std::string title, const fs::path& folder) {
    std::error_code ignored;
    const bool known = std::any_of(places.begin(), places.end(),
                                   [&](const FolderPlace& place) { return place.folder == folder; });
    if (!known && fs::is_directory(folder, ignored)) places.push_back({std::move(title), folder});
  };
  const fs::path home = home_folder();
  add(tr("Home"), home);
  for (const char* name : {"Desktop", "Documents", "Downloads"}) add("", home / name);
  for (const fs::path& folder : mounted_folders()) add("", folder);
  add(tr("Computer"), "/");
  for (const fs::path& folder : recent) add("", folder);
  return places;
}

void open_dialog(State& state, DialogPurpose purpose, const std::string& operation, const std::string& key) {
  FileDialog dialog;
  dialog.purpose = purpose;
  dialog.operation = operation;
  dialog.key = key;
  if (const char* ending = kind_of(purpose).default_ending; ending && !kind_of(purpose).may_exist)
    dialog.name = (state.project.empty() ? std::string("map") : state.project.stem().string()) + ending;
  if (purpose == DialogPurpose::save_copy) dialog.name = state.project.stem().string() + "-copy.gpkg";
  if (purpose == DialogPurpose::export_table) dialog.name = state.table.layer + ".csv";
  if (purpose == DialogPurpose::export_selection) dialog.name = "selection.csv";
  std::error_code ignored;
  fs::path directory = fs::current_path(ignored);
  if (!state.settings.folders.empty())
    directory = state.settings.folders.front();
  else if (!state.project.empty())
    directory = fs::absolute(state.project).parent_path();
  dialog.places = folder_places(state.settings.folders);
  list_directory(dialog, directory);
  if (!dialog.error.empty()) list_directory(dialog, home_folder());  // the folder is gone meanwhile
  state.dialog = std::move(dialog);
}

void sort_entries(FileDialog& dialog) {
  const auto before = [&](const FileEntry& a, const FileEntry& b) {
    if (dialog.sort == FileSort::date && a.changed_s != b.changed_s) return a.changed_s < b.changed_s;
    if (dialog.sort == FileSort::size && a.size != b.size) return a.size < b.size;
    const std::string x = lower(a.name), y = lower(b.name);
    return x != y ? x < y : a.name < b.name;
  };
  std::sort(dialog.entries.begin(), dialog.entries.end(), [&](const FileEntry& a, const FileEntry& b) {
    if (a.is_directory != b.is_directory) return a.is_directory;
    return dialog.descending ? before(b, a) : before(a, b);
  });
}

void list_directory(FileDialog& dialog, const fs::path& directory) {
  std::error_code error;
  const fs::path folder = meant(dialog, directory.string());
  fs::directory_iterator listing(folder, fs::directory_options::skip_permission_denied, error);
  if (error) {
    dialog.error = "\"" + folder.string() + "\": " + error.message();
    return;
  }
  dialog.entries.clear();
  for (; listing != fs::directory_iterator(); listing.increment(error)) {
    if (error) break;
    FileEntry entry{listing->path().filename().string(), false, 0, changed_s(*listing)};
    if (entry.name.empty() || (entry.name[0] == '.' && !dialog.hidden)) continue;
    std::error_code unknown;
    entry.is_directory = listing->is_directory(unknown);
    if (!entry.is_directory) entry.size = listing->file_size(unknown);
    if (unknown) entry.size = 0;
    dialog.entries.push_back(std::move(entry));
  }
  sort_entries(dialog);
  fs::path clean = fs::absolute(folder, error).lexically_normal();
  if (!clean.has_filename() && clean.has_relative_path()) clean = clean.parent_path();  // a "/" at the end
  dialog.directory = clean;
  dialog.error.clear();
  dialog.asks_replace = false;
}

bool shown_in_dialog(const FileDialog& dialog, const FileEntry& entry) {
  const std::string name = lower(entry.name);
  if (!dialog.filter.empty() && name.find(lower(dialog.filter)) == std::string::npos) return false;
  const auto& endings = kind_of(dialog.purpose).endings;
  return entry.is_directory || !endings[0] ||
         std::any_of(endings.begin(), endings.end(), [&](const char* e) { return e && name.ends_with(e); });
}

void step_entry(FileDialog& dialog, int step) {
  std::vector<std::string> shown;
  for (const FileEntry& entry : dialog.entries)
    if (shown_in_dialog(dialog, entry)) shown.push_back(entry.name);
  if (shown.empty()) return;
  const auto now = std::find(shown.begin(), shown.end(), dialog.name);
  const auto last = static_cast<std::ptrdiff_t>(shown.size()) - 1;
  const std::ptrdiff_t next = now == shown.end() ? (step > 0 ? 0 : last) : (now - shown.begin()) + step;
  dialog.name = shown[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 0, last))];
  dialog.asks_replace = false;
}

std::string completed_path(const FileDialog& dialog, const std::string& typed) {
  const std::size_t slash = typed.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : typed.substr(0, slash + 1);
  const std::string begin = slash == std::string::npos ? typed : typed.substr(slash + 1);
  std::error_code error;
  fs::directory_iterator listing(folder.empty() ? dialog.directory : meant(dialog, folder),
                                 fs::directory_options::skip_permission_denied, error);
  std::string agreed;
  std::size_t matches = 0;
  bool is_folder = false;
  for (; !error && listing != fs::directory_iterator(); listing.increment(error)) {
    const std::string name = listing->path().filename().string();
    if (!lower(name).starts_with(lower(begin)) || (begin.empty() && name[0] == '.')) continue;
    std::error_code unknown;
    FileEntry entry{name, listing->is_directory(unknown), 0, 0};
    FileDialog unfiltered;
    unfiltered.purpose = dialog.purpose;
    if (!shown_in_dialog(unfiltered, entry)) continue;
    if (matches++ == 0) {
      agreed = name;
      is_folder = entry.is_directory;
      continue;
    }
    std::size_t same = 0;
    while (same < agreed.size() && same < name.size() &&
           lower(agreed.substr(same, 1)) == lower(name.substr(same, 1)))
      ++same;
    // Whole UTF-8 characters only.
    while (same > 0 && same < agreed.size() && (static_cast<unsigned char>(agreed[same]) & 0xC0) == 0x80)
      --same;
    agreed.resize(same);
  }
  if (matches == 0) return typed;
  return folder + agreed + (matches == 1 && is_folder ? "/" : "");
}

void make_folder(FileDialog& dialog, const std::string& name) {
  std::error_code error;
  const fs::path folder = meant(dialog, name);
  if (name.empty() || fs::exists(folder, error)) {
    dialog.error =
        name.empty() ? tr("Type the name of the folder.") : tr("There is something of this name already.");
    return;
  }
  if (!fs::create_directories(folder, error)) {
    dialog.error = "\"" + folder.string() + "\": " + error.message();
    return;
  }
  dialog.names_folder = false;
  dialog.folder_name.clear();
  list_directory(dialog, folder);
}

std::optional<Action> accept_dialog(FileDialog& dialog, bool replace) {
  const Kind& kind = kind_of(dialog.purpose);
  if (dialog.name.empty()) {
    dialog.error = tr("Choose a file, or type its name.");
    return std::nullopt;
  }
  fs::path path = meant(dialog, dialog.name);
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    dialog.name.clear();
    list_directory(dialog, path);
    return std::nullopt;
  }
  if (kind.saves && kind.default_ending && path.extension().empty()) path += kind.default_ending;
  const bool exists = fs::exists(path, ignored);
  if (!kind.saves && !exists) {
    dialog.error = std::string(tr("There is no such file:")) + " " + path.string();
    return std::nullopt;
  }
  if (kind.saves && !fs::is_directory(path.parent_path(), ignored)) {
    dialog.error = std::string(tr("There is no such folder:")) + " " + path.parent_path().string();
    return std::nullopt;
  }
  if (kind.saves && exists && !kind.may_exist && !replace) {
    dialog.asks_replace = true;
    return std::nullopt;
  }
  return kind.action(dialog, path);
}

}  // namespace agglo::viewer
