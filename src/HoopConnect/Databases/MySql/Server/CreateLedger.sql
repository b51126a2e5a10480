CREATE TABLE IF NOT EXISTS `hoop_connect`.`session_users` (
    `user` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    `host` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `expires` DATETIME(6) NOT NULL COMMENT 'UTC, the end of the year 9999 for never',
    `mark` TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (`user`, `host`)
) ENGINE=InnoDB COMMENT='Users of HoopConnect: who made them, and when they are to be removed'
