// The controls of the page as functions: the one file that names the toolkit's elements, so that one file replaces them.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextField } from "@vscode/webview-ui-toolkit";
import { type ComponentChild, type ComponentChildren, h } from "preact";

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField(), vsCodeProgressRing());

export interface ButtonProps {
  readonly label: string;
  readonly look: "primary" | "secondary" | "icon";
  readonly disabled?: boolean;
  /** Said by screen readers and shown on hover; the label when absent. */
  readonly hint?: string;
  readonly id?: string;
  readonly onClick: () => void;
}

export function Button({
  label,
  look,
  disabled = false,
  hint,
  id,
  onClick,
  children,
}: ButtonProps & { children?: ComponentChildren }): ComponentChild {
  const press = () => {
    if (!disabled) onClick();
  };
  return h(
    "vscode-button",
    { id, appearance: look, disabled, title: hint ?? label, "aria-label": hint ?? label, onClick: press },
    children,
    look === "icon" ? null : label,
  );
}

export interface SearchFieldProps {
  readonly id: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
}

export function SearchField({ id, value, placeholder, onChange }: SearchFieldProps): ComponentChild {
  const changed = (event: Event) => onChange((event.currentTarget as HTMLInputElement).value);
  return h("vscode-text-field", { id, class: "search", value, placeholder, "aria-label": placeholder, size: 12, onInput: changed });
}

/** The field's element is ours to focus by its id; what is inside it is the toolkit's. */
export function focusSearchField(id: string): void {
  document.getElementById(id)?.focus();
}

export function Spinner(): ComponentChild {
  return h("vscode-progress-ring", { class: "spinner", "aria-label": "Working" });
}
