;;; What a user of Emacs does, without a user  -*- lexical-binding: t -*-
;; Reads the task from $FRAMEWALK_TASK and writes what was seen to
;; $FRAMEWALK_SEEN, both JSON.

(require 'json)
(require 'eglot)
(require 'imenu)

(defvar task
  (let ((json-object-type 'alist) (json-array-type 'list))
    (json-read-file (getenv "FRAMEWALK_TASK"))))
(defvar seen nil)

(defun task-of (key) (alist-get key task))
(defun note-seen (key value) (push (cons key value) seen))

(defun finish (&optional problem)
  (note-seen 'problems (vconcat (if problem (list problem))))
  (with-temp-file (getenv "FRAMEWALK_SEEN")
    (insert (json-encode seen)))
  (kill-emacs 0))

(defun await (what condition)
  (let ((end (+ (float-time) (task-of 'timeout))) (done nil))
    (while (and (not (setq done (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (unless done (finish (concat "timed out: " what)))
    done))

(defun go-to (place)
  (goto-char (point-min))
  (forward-line (1- (alist-get 'line place)))
  (move-to-column (1- (alist-get 'column place))))

;; What eldoc shows.
(defun hover-text (place)
  (go-to place)
  (let ((text nil) (answered nil))
    (eglot-hover-eldoc-function
     (lambda (doc &rest _) (setq text doc answered t)))
    (await "hover" (lambda () answered))
    (substring-no-properties (or text ""))))

(defun findings ()
  (seq-filter
   (lambda (each) (string-match-p "framewalk" (flymake-diagnostic-text each)))
   (flymake-diagnostics)))

(defun await-findings (test)
  (await "diagnostics"
         (lambda () (flymake-start) (funcall test (length (findings))))))

(defun note-diagnostics ()
  (note-seen 'diagnostics
        (vconcat
         (mapcar
          (lambda (each)
            (save-excursion
              (goto-char (flymake-diagnostic-beg each))
              `((line . ,(line-number-at-pos))
                (column . ,(1+ (current-column)))
                (message . ,(substring-no-properties
                             (flymake-diagnostic-text each))))))
          (findings)))))

(defun note-symbols ()
  (let ((names nil))
    (cl-labels ((walk (tree)
                  (dolist (each tree)
                    (push (substring-no-properties (car each)) names)
                    (when (and (consp (cdr each)) (listp (cdr each)))
                      (walk (seq-filter #'consp (cdr each)))))))
      (walk (funcall imenu-create-index-function)))
    (note-seen 'symbols (vconcat (nreverse names)))))

(defun take-fix (place)
  (go-to place)
  (let ((last-nonmenu-event t)
        (offered nil))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt collection &rest _)
                 (setq offered (mapcar (lambda (each) (if (consp each) (car each) each))
                                       (all-completions "" collection)))
                 (car offered)))
              ((symbol-function 'y-or-n-p) #'always))
      (funcall-interactively #'eglot-code-actions (point) (point) nil t))
    (note-seen 'offered (vconcat offered))
    (note-seen 'text (buffer-substring-no-properties (point-min) (point-max)))
    ;; Emacs sends changes when it is idle, and in batch mode it never is.
    (eglot--signal-textDocument/didChange)
    (await-findings (lambda (count) (< count (task-of 'findings))))
    (note-seen 'findingsAfter (length (findings)))))

(condition-case problem
    (progn
      (setq eglot-sync-connect t
            eglot-autoshutdown nil
            eglot-confirm-server-initiated-edits nil
            eglot-confirm-server-edits nil
            flymake-no-changes-timeout nil)
      (find-file (task-of 'file))
      (apply #'eglot (if (fboundp 'eglot--guess-contact) (eglot--guess-contact)))
      (flymake-mode 1)
      (note-seen 'version emacs-version)
      (await-findings (lambda (count) (>= count (task-of 'findings))))
      (note-diagnostics)
      (note-seen 'hovers (vconcat (mapcar #'hover-text (task-of 'hovers))))
      (note-symbols)
      (when (task-of 'fix) (take-fix (task-of 'fix)))
      (finish))
  (error (finish (error-message-string problem))))
