"""The annexes of a clearing (甘政办发〔2014〕197号 附件1–7): forms filled from what is kept."""
