#include "CProcess.h"

#include <endian.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

// The kernel's form of an access control list (linux/posix_acl_xattr.h); the C library has no header for it.
enum { ACL_VERSION = 2, ACL_USER = 0x02, ACL_GROUP_OBJ = 0x04, ACL_GROUP = 0x08, ACL_MASK = 0x10, ACL_OTHER = 0x20 };

typedef struct acl_entry {
    uint16_t tag, rights;
    uint32_t id;
} acl_entry;

typedef struct acl_list {
    uint32_t version;
    acl_entry entries[512];
} acl_list;

static bool lets_others_in(const acl_list *list, size_t count) {
    unsigned mask = 7;
    for (size_t i = 0; i < count; i++) {
        if (le16toh(list->entries[i].tag) == ACL_MASK) mask = le16toh(list->entries[i].rights);
    }
    for (size_t i = 0; i < count; i++) {
        unsigned rights = le16toh(list->entries[i].rights);
        uid_t id = le32toh(list->entries[i].id);
        switch (le16toh(list->entries[i].tag)) {
            case ACL_OTHER:
                if (rights) return true;
                break;
            case ACL_USER:
                if (rights & mask && id != geteuid() && id != 0) return true;
                break;
            case ACL_GROUP_OBJ:
            case ACL_GROUP:
                if (rights & mask) return true;
                break;
        }
    }
    return false;
}

bool cprocess_is_open_to_others(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return true;
    if ((status.st_mode & 077) == 0) return false;
    acl_list list;
    ssize_t size = fgetxattr(descriptor, "system.posix_acl_access", &list, sizeof list);
    // Where there is a list, as systemd gives its credentials one, the group's bits of the mode are the list's mask.
    if (size < (ssize_t)offsetof(acl_list, entries) || le32toh(list.version) != ACL_VERSION) return true;
    return lets_others_in(&list, ((size_t)size - offsetof(acl_list, entries)) / sizeof(acl_entry));
}
