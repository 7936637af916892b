#include <fmt/format.h>
#include <unistd.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

/// Beside the recipe first, then from the working directory.
std::string input_file(const std::string& file, const fs::path& recipe_file) {
  const fs::path beside = fs::absolute(recipe_file).parent_path() / file;
  if (fs::exists(beside)) return beside.string();
  if (file.rfind("/vsi", 0) == 0 || fs::exists(file)) return file;
  throw failure(fmt::format("the recipe reads \"{}\", which is not there", file),
                fmt::format("put it beside \"{}\" or run from the folder it is in", recipe_file.string()));
}

struct PartialProject {
  fs::path file;
  ~PartialProject() {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix, ignored);
  }
};

}  // namespace

void replay(const Recipe& recipe, const fs::path& recipe_file, const fs::path& project, RunControl& run,
            const std::function<void(const Step&, const Outcome&)>& tell) {
  const fs::path folder = fs::absolute(project).parent_path();
  if (!fs::is_directory(folder))
    throw failure(fmt::format("the folder \"{}\" does not exist", folder.string()), "make it first");
  const PartialProject partial{folder /
                               fmt::format(".{}.partial-{}.gpkg", project.filename().string(), getpid())};
  {
    Project target = Project::open_or_create(partial.file);
    for (const RecipeStep& entry : recipe.steps) {
      Step step = entry.step;
      const Operation& op = operation(step.operation);
      if (op.kind == OperationKind::import) step.file = input_file(step.file, recipe_file);
      if (op.kind == OperationKind::output) step.file = (folder / step.file).string();
      Timings timings;
      Outcome outcome = target.run(step, run, timings);
      if (op.kind == OperationKind::import && !entry.source_sha256.empty() &&
          sha256_of_file(step.file) != entry.source_sha256)
        outcome.notes.push_back(fmt::format(
            "\"{}\" is not the file that the recipe was recorded with (SHA-256 differs).", step.file));
      tell(step, outcome);
    }
  }
  std::error_code error;
  fs::rename(partial.file, project, error);
  if (error)
    throw failure(
        fmt::format("cannot move the finished project to \"{}\": {}", project.string(), error.message()),
        "check that the folder is writable");
}

}  // namespace agglo
