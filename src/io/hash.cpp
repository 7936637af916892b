#include <glib.h>

#include <array>
#include <fstream>
#include <memory>

#include "agglo/error.hpp"
#include "agglo/import.hpp"
#include "import_packed.hpp"

namespace agglo {
namespace {
struct ChecksumFree {
  void operator()(GChecksum* checksum) const { g_checksum_free(checksum); }
};
}  // namespace

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream stream(packed_path(file).file, std::ios::binary);
  if (!stream) throw failure("cannot read \"" + file.string() + "\"");
  const std::unique_ptr<GChecksum, ChecksumFree> checksum(g_checksum_new(G_CHECKSUM_SHA256));
  std::array<char, 1 << 16> block;
  while (stream.read(block.data(), block.size()) || stream.gcount() > 0)
    g_checksum_update(checksum.get(), reinterpret_cast<const guchar*>(block.data()),
                      static_cast<gssize>(stream.gcount()));
  return g_checksum_get_string(checksum.get());
}

}  // namespace agglo
