#include "mpi/world.hpp"

#include <mpi.h>

#include <algorithm>
#include <new>
#include <string>

#include "agglo/error.hpp"

namespace agglo::mpi {
namespace {

/// Words of one message; MPI counts in int.
constexpr std::uint64_t kMostWords = 1 << 27;

}  // namespace

struct World::Impl {
  int rank = 0, size = 1, on_this_machine = 1;
  bool has_ended = false;  ///< all ranks know of a failure

  /// Every rank says whether it can go on; throws on all what went wrong on the lowest that cannot.
  void agree(const Error* mine) {
    const int wrong = mine == nullptr ? size : rank;
    int lowest = size;
    MPI_Allreduce(&wrong, &lowest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (lowest == size) return;
    has_ended = true;
    std::string message = lowest == rank ? mine->message : "", hint = lowest == rank ? mine->hint : "";
    int about[3] = {lowest == rank ? static_cast<int>(mine->kind) : 0, static_cast<int>(message.size()),
                    static_cast<int>(hint.size())};
    MPI_Bcast(about, 3, MPI_INT, lowest, MPI_COMM_WORLD);
    message.resize(static_cast<std::size_t>(about[1]));
    hint.resize(static_cast<std::size_t>(about[2]));
    MPI_Bcast(message.data(), about[1], MPI_CHAR, lowest, MPI_COMM_WORLD);
    MPI_Bcast(hint.data(), about[2], MPI_CHAR, lowest, MPI_COMM_WORLD);
    throw Error(static_cast<ErrorKind>(about[0]), message, hint);
  }

  std::vector<Words> exchange(std::vector<Words> to) {
    agree(nullptr);
    std::vector<std::uint64_t> sent(to.size()), coming(to.size());
    for (std::size_t i = 0; i < to.size(); ++i) sent[i] = to[i].size();
    MPI_Alltoall(sent.data(), 1, MPI_UINT64_T, coming.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
    std::vector<Words> came(to.size());
    const auto self = static_cast<std::size_t>(rank);
    came[self] = std::move(to[self]);
    for (int step = 1; step < size; ++step) {
      const int next = (rank + step) % size, last = (rank + size - step) % size;
      Words& out = to[static_cast<std::size_t>(next)];
      Words& in = came[static_cast<std::size_t>(last)];
      in.resize(coming[static_cast<std::size_t>(last)]);
      std::vector<MPI_Request> open;
      const auto each_part = [](const Words& words, const auto& start) {
        for (std::uint64_t at = 0; at < words.size(); at += kMostWords)
          start(at, static_cast<int>(std::min<std::uint64_t>(kMostWords, words.size() - at)));
      };
      each_part(in, [&](std::uint64_t at, int count) {
        MPI_Irecv(in.data() + at, count, MPI_UINT64_T, last, 0, MPI_COMM_WORLD, &open.emplace_back());
      });
      each_part(out, [&](std::uint64_t at, int count) {
        MPI_Isend(out.data() + at, count, MPI_UINT64_T, next, 0, MPI_COMM_WORLD, &open.emplace_back());
      });
      MPI_Waitall(static_cast<int>(open.size()), open.data(), MPI_STATUSES_IGNORE);
      out = {};
    }
    return came;
  }
};

World::World(int& argc, char**& argv) : impl_(std::make_unique<Impl>()) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &impl_->rank);
  MPI_Comm_size(MPI_COMM_WORLD, &impl_->size);
  MPI_Comm machine = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, &impl_->on_this_machine);
  MPI_Comm_free(&machine);
}

World::~World() {
  MPI_Finalize();
}

int World::run(const std::function<int(const Ranks&)>& work,
               const std::function<int(std::exception_ptr)>& tell) {
  const Ranks ranks{static_cast<unsigned>(impl_->rank), static_cast<unsigned>(impl_->size),
                    static_cast<unsigned>(impl_->on_this_machine),
                    [this](std::vector<Words> to) { return impl_->exchange(std::move(to)); }};
  try {
    int code = 0;
    try {
      code = work(ranks);
      impl_->agree(nullptr);
    } catch (const Error& error) {
      if (impl_->has_ended) throw;
      impl_->agree(&error);
    } catch (const std::bad_alloc&) {
      const Error error = failure("there is not enough memory for this",
                                  "run on more machines, or allow less with --memory-gib");
      impl_->agree(&error);
    } catch (const std::exception& problem) {
      const Error error = failure(std::string("unexpected error: ") + problem.what());
      impl_->agree(&error);
    }
    return code;
  } catch (const Error& error) {
    if (impl_->rank == 0) return tell(std::current_exception());
    return error.kind == ErrorKind::usage ? 2 : error.kind == ErrorKind::failure ? 1 : 130;
  }
}

}  // namespace agglo::mpi
