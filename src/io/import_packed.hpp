// Paths into archives, as GDAL writes them.
#pragma once

#include <filesystem>
#include <string>

namespace agglo {

/// A file on disk and what a path names inside it.
struct PackedPath {
  std::filesystem::path file;
  std::string member;    ///< in a .zip; empty = the whole archive, or no archive
  bool is_gzip = false;  ///< the path says so itself, whatever the file is called
};

/// "/vsizip/a.zip/in/b.csv" or "/vsizip/{a.zip}/in/b.csv" is in/b.csv of a.zip, "/vsigzip/c.csv.gz" is
/// c.csv.gz; any other path is itself. Where the archive is not there, all behind the prefix counts as file.
PackedPath packed_path(const std::filesystem::path& path);

}  // namespace agglo
