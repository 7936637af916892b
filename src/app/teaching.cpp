#include "agglo/teaching.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "agglo/store.hpp"

namespace agglo {

namespace fs = std::filesystem;

void make_teaching_project(const fs::path& project_file, RunControl& run) {
  const fs::path recipe_file = data_directory() / "teaching" / "recipe.toml";
  std::ifstream stream(recipe_file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw failure("cannot read \"" + recipe_file.string() + "\"", "reinstall agglo");
  std::error_code error;
  const fs::path folder = project_file.parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error)
    throw failure("cannot make the folder \"" + folder.string() + "\": " + error.message(), "choose another");
  replay(recipe_from_toml(text.str(), recipe_file.string()), recipe_file, project_file, run,
         [](const Step&, const Outcome&, const Timings&) {});
}

fs::path teaching_project_file() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value ? value : "");
  };
  fs::path folder = variable("XDG_DATA_HOME");
  if (!folder.is_absolute())
    folder = variable("HOME").empty() ? fs::path() : variable("HOME") / ".local/share";
  if (folder.empty()) folder = fs::temp_directory_path();
  return folder / "agglo" / "teaching" / "emilia-romagna.gpkg";
}

}  // namespace agglo
