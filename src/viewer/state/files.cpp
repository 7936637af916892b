#include "viewer/state/files.hpp"

#include <algorithm>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

bool saves(DialogPurpose purpose) {
  return purpose == DialogPurpose::export_map || purpose == DialogPurpose::save_recipe ||
         purpose == DialogPurpose::import_project || purpose == DialogPurpose::export_table ||
         purpose == DialogPurpose::export_selection;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

const char* dialog_title(DialogPurpose purpose) {
  switch (purpose) {
    case DialogPurpose::open_project:
      return "Open a project";
    case DialogPurpose::import_file:
      return "Choose a file to import";
    case DialogPurpose::option_file:
      return "Choose a file";
    case DialogPurpose::export_map:
      return "Export the map as PDF, SVG or PNG";
    case DialogPurpose::save_recipe:
      return "Save the recipe as";
    case DialogPurpose::export_selection:
      return "Export the selection as CSV, Excel, GeoJSON, GeoPackage, FlatGeobuf or Shapefile";
    case DialogPurpose::import_project:
      return "Project file to import into";
    case DialogPurpose::export_table:
      return tr("Save the rows as CSV, XLSX, GeoJSON or GeoPackage");
  }
  return "";
}

void open_dialog(State& state, DialogPurpose purpose, const std::string& operation, const std::string& key) {
  FileDialog dialog;
  dialog.purpose = purpose;
  dialog.operation = operation;
  dialog.key = key;
  if (purpose == DialogPurpose::export_map)
    dialog.name = (state.project.empty() ? std::string("map") : state.project.stem().string()) + ".pdf";
  if (purpose == DialogPurpose::save_recipe) dialog.name = state.project.stem().string() + ".toml";
  if (purpose == DialogPurpose::export_table) dialog.name = state.table.layer + ".csv";
  if (purpose == DialogPurpose::export_selection) dialog.name = "selection.csv";
  std::error_code ignored;
  fs::path directory =
      state.project.empty() ? fs::current_path(ignored) : fs::absolute(state.project).parent_path();
  const auto form = state.forms.find("import");
  if (purpose == DialogPurpose::import_file && form != state.forms.end() && !form->second.file.empty())
    directory = fs::absolute(form->second.file).parent_path();
  list_directory(dialog, directory);
  state.dialog = std::move(dialog);
}

void list_directory(FileDialog& dialog, const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator listing(directory, fs::directory_options::skip_permission_denied, error);
  if (error) {
    dialog.error = "\"" + directory.string() + "\" cannot be listed: " + error.message();
    return;
  }
  dialog.entries.clear();
  for (; listing != fs::directory_iterator(); listing.increment(error)) {
    if (error) break;
    FileEntry entry{listing->path().filename().string(), false, 0};
    if (entry.name.empty() || entry.name[0] == '.') continue;
    std::error_code unknown;
    entry.is_directory = listing->is_directory(unknown);
    if (!entry.is_directory) entry.size = listing->file_size(unknown);
    if (unknown) entry.size = 0;
    dialog.entries.push_back(std::move(entry));
  }
  std::sort(dialog.entries.begin(), dialog.entries.end(), [](const FileEntry& a, const FileEntry& b) {
    return a.is_directory != b.is_directory ? a.is_directory : lower(a.name) < lower(b.name);
  });
  dialog.directory = fs::absolute(directory, error).lexically_normal();
  dialog.error.clear();
}

bool shown_in_dialog(const FileDialog& dialog, const FileEntry& entry) {
  const std::string name = lower(entry.name);
  if (!dialog.filter.empty() && name.find(lower(dialog.filter)) == std::string::npos) return false;
  if (entry.is_directory) return true;
  const auto ends = [&](const char* extension) { return name.ends_with(extension); };
  if (dialog.purpose == DialogPurpose::open_project || dialog.purpose == DialogPurpose::import_project)
    return ends(".gpkg");
  if (dialog.purpose == DialogPurpose::save_recipe) return ends(".toml");
  if (dialog.purpose == DialogPurpose::export_map) return ends(".pdf") || ends(".svg") || ends(".png");
  if (dialog.purpose == DialogPurpose::export_table)
    return ends(".csv") || ends(".xlsx") || ends(".geojson") || ends(".gpkg") || ends(".fgb") || ends(".shp");
  return true;
}

std::optional<Action> accept_dialog(FileDialog& dialog) {
  if (dialog.name.empty()) {
    dialog.error = "Choose a file, or type its name.";
    return std::nullopt;
  }
  fs::path path =
      fs::path(dialog.name).is_absolute() ? fs::path(dialog.name) : dialog.directory / dialog.name;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    dialog.name.clear();
    list_directory(dialog, path);
    return std::nullopt;
  }
  if (!saves(dialog.purpose) && !fs::exists(path, ignored)) {
    dialog.error = "There is no file \"" + path.string() + "\".";
    return std::nullopt;
  }
  switch (dialog.purpose) {
    case DialogPurpose::open_project:
      return OpenFile{path};
    case DialogPurpose::import_file:
      return SetFormFile{"import", path.string()};
    case DialogPurpose::option_file:
      return SetOption{dialog.operation, dialog.key, path.string()};
    case DialogPurpose::import_project:
      if (path.extension().empty()) path += ".gpkg";
      return SetImportProject{path.string()};
    case DialogPurpose::save_recipe:
      if (path.extension().empty()) path += ".toml";
      return SaveRecipe{path};
    case DialogPurpose::export_selection:
      if (path.extension().empty()) path += ".csv";
      return ExportSelection{path};
    case DialogPurpose::export_map:
      if (path.extension().empty()) path += ".pdf";
      return ExportView{path};
    case DialogPurpose::export_table:
      if (path.extension().empty()) path += ".csv";
      return ExportTable{path};
  }
  return std::nullopt;
}

}  // namespace agglo::viewer
