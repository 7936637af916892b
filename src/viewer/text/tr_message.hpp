// What the engine says, in the language of the window.
#pragma once

#include <string>

namespace agglo::viewer {

/// A message, hint, note or stage that came from below the window, line by line: names in "quotes" and
/// numbers stay as they are, the words around them are looked up as the text with {} in their places. English
/// where the catalogue has none. Call from the window's thread.
std::string tr_message(const std::string& english);
/// Titles of jobs that hold a name or a number.
enum class JobTitle {
  open,
  reload,
  restore,
  copy,
  export_file,
  import_file,
  rename,
  remove,
  filter,
  delete_step,
  run_again,
  statistics
};
inline constexpr int kJobTitles = static_cast<int>(JobTitle::statistics) + 1;
/// In English, as jobs keep it.
std::string job_title(JobTitle title, const std::string& value);
/// The same for the title of a job that was made by job_title() or is a text of its own.
std::string tr_job(const std::string& english);
/// "transverse Mercator, centred on 10.98° E 44.44° N": what a frame is called.
std::string tr_frame(const std::string& english);

}  // namespace agglo::viewer
