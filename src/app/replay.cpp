#include <fmt/format.h>
#include <unistd.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "app/partial_project.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

/// Beside the recipe first, then from the working directory.
std::string input_file(const std::string& file, const fs::path& recipe_file) {
  if (is_database(file)) return file;
  const fs::path beside = fs::absolute(recipe_file).parent_path() / file;
  if (fs::exists(beside)) return beside.string();
  if (file.rfind("/vsi", 0) == 0 || fs::exists(file)) return file;
  throw failure(fmt::format("the recipe reads \"{}\", which is not there", file),
                fmt::format("put it beside \"{}\" or run from the folder it is in", recipe_file.string()));
}

/// Maps of a replay, drawn under other names and moved into place at the end.
class PartialFiles {
 public:
  explicit PartialFiles(fs::path folder) : folder_(std::move(folder)) {}
  ~PartialFiles() {
    std::error_code ignored;
    for (const auto& [partial, final_name] : files_) fs::remove(partial, ignored);
  }
  PartialFiles(const PartialFiles&) = delete;
  PartialFiles& operator=(const PartialFiles&) = delete;

  /// The name under which `file` is drawn; the same ending says the format.
  fs::path partial_of(const fs::path& file) {
    const fs::path target = folder_ / file;
    const fs::path partial =
        target.parent_path() / fmt::format(".{}-{}-{}", getpid(), files_.size(), target.filename().string());
    files_.emplace_back(partial, target);
    return partial;
  }
  void move_into_place() {
    for (const auto& [partial, target] : files_) {
      std::error_code error;
      fs::rename(partial, target, error);
      if (error)
        throw failure(fmt::format("cannot write \"{}\": {}", target.string(), error.message()),
                      "check that the folder is writable");
    }
    files_.clear();
  }

 private:
  fs::path folder_;
  std::vector<std::pair<fs::path, fs::path>> files_;
};

/// Files of an import step as they are found here.
Step with_found_files(Step step, const fs::path& recipe_file) {
  step.file = input_file(step.file, recipe_file);
  for (const OptionField& field : operation(step.operation).options)
    if (const auto value = step.options.find(field.key); field.info.is_file && value != step.options.end()) {
      auto& file = std::get<std::string>(value->second);
      const fs::path beside = fs::absolute(recipe_file).parent_path() / file;
      if (fs::is_regular_file(beside)) file = beside.string();
    }
  return step;
}

}  // namespace

std::vector<fs::path> replayed_files(const Recipe& recipe, const fs::path& project) {
  std::vector<fs::path> files;
  for (const RecipeStep& entry : recipe.steps)
    if (operation(entry.step.operation).kind == OperationKind::output)
      files.push_back(fs::absolute(project).parent_path() / entry.step.file);
  return files;
}

void replay(const Recipe& recipe, const fs::path& recipe_file, const fs::path& project, RunControl& run,
            const std::function<void(const Step&, const Outcome&, const Timings&)>& tell) {
  const PartialProject partial(project);
  const fs::path folder = fs::absolute(project).parent_path();
  PartialFiles maps(folder);
  {
    Project target = Project::open_or_create(partial.file());
    for (const RecipeStep& entry : recipe.steps) {
      const Operation& op = operation(entry.step.operation);
      Step step = op.kind == OperationKind::import ? with_found_files(entry.step, recipe_file) : entry.step;
      Timings timings;
      Outcome outcome;
      if (op.kind == OperationKind::output) {
        Step drawn = step;
        drawn.file = maps.partial_of(step.file).string();
        outcome = run_step(target.snapshot(run), drawn, run);
        step.file = (folder / step.file).string();
        target.store_outcome(step, outcome, run);
      } else {
        outcome = target.run(step, run, timings);
      }
      if (op.kind == OperationKind::import && !entry.source_sha256.empty() &&
          sha256_of_file(step.file) != entry.source_sha256)
        outcome.notes.push_back(fmt::format(
            "\"{}\" is not the file that the recipe was recorded with (SHA-256 differs).", step.file));
      tell(step, outcome, timings);
    }
  }
  partial.move_into_place();
  maps.move_into_place();
}

}  // namespace agglo
