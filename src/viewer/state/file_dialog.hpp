// What the file dialog shows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace agglo::viewer {

enum class DialogPurpose {
  open_project,
  import_file,
  option_file,
  export_map,
  import_project,
  export_page,
  page_image,
  save_recipe,
  save_copy,
  save_picture,
  export_selection,
  export_table
};
enum class FileSort { name, date, size };

struct FileEntry {
  std::string name;
  bool is_directory = false;
  std::uintmax_t size = 0;
  std::int64_t changed_s = 0;  ///< seconds since 1970 in UTC; 0 = unknown
};
/// A folder to jump to.
struct FolderPlace {
  std::string title;  ///< empty = the folder's own name
  std::filesystem::path folder;
};
struct FileDialog {
  DialogPurpose purpose = DialogPurpose::open_project;
  std::string operation, key;  ///< of the option that wants a file
  std::filesystem::path directory;
  std::vector<FileEntry> entries;
  std::vector<FolderPlace> places;
  std::string filter, name, error;
  FileSort sort = FileSort::name;
  bool descending = false;
  bool hidden = false;        ///< names that start with a dot are shown
  bool asks_replace = false;  ///< the file is there already
  bool desktop = false;       ///< the desktop's dialog is open in its place
  bool names_folder = false;  ///< a new folder is being named:
  std::string folder_name;
};

}  // namespace agglo::viewer
