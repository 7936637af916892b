#include "app/partial_project.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "agglo/error.hpp"
#include "io/store_file.hpp"

namespace agglo {

namespace fs = std::filesystem;

PartialProject::PartialProject(fs::path project) : project_(std::move(project)) {
  if (project_.extension() != ".gpkg")
    throw usage_error(fmt::format("\"{}\" is no name for a project", project_.string()),
                      "give a name that ends in .gpkg");
  const fs::path folder = fs::absolute(project_).parent_path();
  if (!fs::is_directory(folder))
    throw failure(fmt::format("the folder \"{}\" does not exist", folder.string()), "make it first");
  const std::string prefix = fmt::format(".{}.partial-", project_.filename().string());
  for (const char* suffix : {".gpkg", ".gpkg-wal", ".gpkg-shm", ".gpkg-journal"})
    remove_abandoned(folder, prefix, suffix);
  file_ = folder / fmt::format("{}{}.gpkg", prefix, getpid());
}

PartialProject::~PartialProject() {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file_.string() + suffix, ignored);
}

void PartialProject::move_into_place() const {
  std::error_code error;
  fs::rename(file_, project_, error);
  if (error)
    throw failure(
        fmt::format("cannot move the finished project to \"{}\": {}", project_.string(), error.message()),
        "check that the folder is writable");
}

}  // namespace agglo
