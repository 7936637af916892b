#include <dlfcn.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {

std::string version() {
  return AGGLO_VERSION;
}

std::filesystem::path data_directory() {
  // The library (or the program it is linked into) knows where it lies: PREFIX/lib[/arch] or PREFIX/bin.
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&data_directory), &info) == 0 || !info.dli_fname)
    throw failure("the data folder was not found", "reinstall agglo");
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::canonical(info.dli_fname, ignored).parent_path();
  if (folder.empty()) folder = std::filesystem::canonical("/proc/self/exe", ignored).parent_path();
  const std::filesystem::path start = folder;
  for (int levels = 0; levels < 3; ++levels) {
    folder = folder.parent_path();
    const std::filesystem::path data = folder / "share" / "agglo";
    if (std::filesystem::is_directory(data, ignored)) return data;
  }
  throw failure("the data folder share/agglo was not found above \"" + start.string() + "\"",
                "reinstall agglo");
}

}  // namespace agglo
