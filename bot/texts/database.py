"""What the operator reads of the database: why it refuses, and which software under it is not safe."""

RUNNING = "服务正在运行，请先停下服务（yousu serve）再运行这个命令"
#: Why the memory refuses, by the class of its error → what the operator reads.
REFUSES = {
    "AlreadyRunning": RUNNING,
    "SchemaBehind": "数据库还没有建立，或是旧版本的，请先运行 yousu migrate",
    "WrongKey": (
        "[privacy] key 不是存这个数据库用的密钥，存的内容打不开，所以没有启动，什么也没有改。"
        "请换回原来的密钥；要换新密钥，把原来的写进 previous"
    ),
    "KeyMissing": (
        "这个数据库里还有用以前的密钥存的内容，[privacy] previous 里少了那个密钥，请补上。没有启动，什么也没有改"
    ),
    "NoAccess": "{what} 不能读写，请检查它的权限、磁盘是不是只读，或改 storage.url",
    "Damaged": (
        "数据库文件损坏了，或不是数据库。请不要再往里写：先停下服务，把文件（连同 -wal）另存一份，"
        "再从最近的备份恢复"
    ),
}
UNREACHABLE = "数据库打不开（{what}），请检查 storage.url 和数据库是否在运行"
#: SQLite had no room; whatever was begun is undone
FULL = (
    "磁盘满了，没有做成，数据库没有改动。请腾出空间再试；"
    "yousu migrate 升级时先抄一份数据库，另需和它一样大的空间"
)
SQLITE_OLD = (
    "这里用的 SQLite 是 {version}，3.51.2 及以前的版本少见地会损坏数据库。"
    "请重新安装本程序的依赖（make set-up，会装上自带新版 SQLite 的 apsw）；"
    "这台机器装不上 apsw 的，把系统的 SQLite 升到 3.51.3 以上，或改用 PostgreSQL。在此之前请每天备份"
)
POSTGRES_NOT_DURABLE = (
    "PostgreSQL 关掉了 {names}，断电会丢已答应收下的诉求：改为 on，重新加载，再启动"
)
