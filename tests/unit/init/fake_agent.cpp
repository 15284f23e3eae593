// Stands in for ballast-agent: hands its end of init's socketpair to the test that listens on
// NODE_DIR/agent.sock, so that the test itself speaks the protocol, and stays until it is killed.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
    const char* number = getenv("BALLAST_INIT_FD");
    if (argc != 4 || std::string(argv[1]) != "run" || std::string(argv[2]) != "--node-dir" ||
        number == nullptr) {
        return 2;
    }
    const std::string node_dir = argv[3];
    if (std::ifstream(node_dir + "/agent-ignores-term").good()) {
        signal(SIGTERM, SIG_IGN);
    }
    dprintf(STDOUT_FILENO, "a fake agent\n");
    const int init = atoi(number);
    const int test = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = node_dir + "/agent.sock";
    memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (connect(test, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return 3;
    }

    char byte = 0;
    iovec data{&byte, sizeof byte};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &init, sizeof init);
    if (sendmsg(test, &message, 0) != sizeof byte) {
        return 4;
    }
    close(test);
    // From here on only the test holds this end: closing it there is an end of file for init.
    close(init);
    for (;;) {
        pause();
    }
}
